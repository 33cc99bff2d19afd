using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>
/// Changes a manifest beside the Store step, which goes on meanwhile: an edit is an entry of Store's journal with Store's marks as they are.
/// Whoever loses the race for the journal's end begins again with what the other wrote (delivery rules 3 and 6).
/// </summary>
public sealed class ManifestEditor(IArchiveBlobs blobs, JournalLimits? limits = null)
{
    /// <summary>Attempts before the run gives up: an append is lost only to Store's next batch.</summary>
    private const int Attempts = 20;
    private readonly StoreStep step = new(blobs);

    /// <summary>An edit: changes the state and writes what it changed; false when it no longer fits.</summary>
    /// <param name="state">The manifest as it is now.</param>
    /// <param name="decision">Where the changes go.</param>
    public delegate bool Edit(StoreState state, Decision decision);

    /// <summary>Commits an edit.</summary>
    /// <returns>The manifest after it; null when the edit did not fit, or nothing was ever stored in the partition.</returns>
    /// <exception cref="StoreUnavailableException">The store failed, or others were faster every time; whether the edit was committed is seen in the manifest.</exception>
    public async Task<StoreState?> CommitAsync(int partition, Edit edit, CancellationToken cancellationToken)
    {
        if ((await PartitionState<StoreState>.ReadAsync(blobs, step, partition, cancellationToken)).Marks == Marks.None) return null;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var held = await PartitionState<StoreState>.OpenAsync(blobs, step, partition, limits, cancellationToken);
            var decision = new Decision(partition, held.Marks.Epoch);
            if (!edit(held.State, decision)) return null;
            if (decision.Changes.Length == 0) return held.State;
            if (await held.TryEditAsync(decision, cancellationToken)) return held.State;
        }

        throw new StoreUnavailableException($"The manifest of partition {partition} changed {Attempts} times while it was edited.");
    }
}
