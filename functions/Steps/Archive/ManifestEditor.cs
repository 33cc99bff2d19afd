using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<int, PartitionState<StoreState>> warm = new();

    /// <summary>An edit: changes the state and writes what it changed; false, with nothing changed, when it no longer fits.</summary>
    /// <param name="state">The manifest as it is now.</param>
    /// <param name="decision">Where the changes go.</param>
    public delegate bool Edit(StoreState state, Decision decision);

    /// <summary>Commits an edit to the manifest of a partition in which something was stored.</summary>
    /// <returns>The manifest after it; null when the edit did not fit.</returns>
    /// <exception cref="StoreUnavailableException">The store failed, or others were faster every time; whether the edit was committed is seen in the manifest.</exception>
    public async Task<StoreState?> CommitAsync(int partition, Edit edit, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            // From the edit to its commit the state in memory is ahead of the journal, and nobody else's.
            var known = warm.TryRemove(partition, out var held);
            if (held is null) held = await PartitionState<StoreState>.OpenAsync(blobs, step, partition, limits, cancellationToken);
            var decision = new Decision(partition, held.Marks.Epoch);
            if (!edit(held.State, decision))
            {
                // What was remembered may be old.
                if (known) continue;
                warm[partition] = held;
                return null;
            }

            if (decision.Changes.Length == 0 && known) continue;
            if (decision.Changes.Length > 0 && !await held.TryEditAsync(decision, cancellationToken)) continue;
            if (!held.MustBeOpenedAnew) warm[partition] = held;
            // A copy, since the next edit changes what is remembered.
            return held.State.Copy();
        }

        throw new StoreUnavailableException($"The manifest of partition {partition} changed {Attempts} times while it was edited.");
    }
}
