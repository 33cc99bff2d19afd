using ServerlessIot.Steps.Archive;

namespace ServerlessIot.Steps.Tier;

/// <summary>Takes days that are old enough out of the hot tier: in columns, in the access tier Cool.</summary>
public sealed class TierWarmStep(ArchiveWork work, ArchiveOptions options)
{
    private readonly MergePlanner planner = new(options);

    /// <summary>One run over all partitions.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => work.RunAsync(
        "tier-warm",
        (partition, state, mayGoOn) => work.MergeAllAsync(partition, state, (manifest, except) => planner.NextWarm(manifest, work.Now, except), mayGoOn, cancellationToken),
        cancellationToken);
}
