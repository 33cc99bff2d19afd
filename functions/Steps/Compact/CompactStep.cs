using ServerlessIot.Steps.Archive;

namespace ServerlessIot.Steps.Compact;

/// <summary>Merges the hot tier: blobs to five minutes, to hours, to days, each sorted by device and time. Deletes what was replaced.</summary>
public sealed class CompactStep(ArchiveWork work, ArchiveSweeper sweeper, ArchiveOptions options, ArchiveLog log)
{
    private readonly MergePlanner planner = new(options);

    /// <summary>One run over all partitions.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => work.RunAsync(
        "compact",
        async (partition, state, mayGoOn) =>
        {
            var (forgotten, deleted) = await sweeper.RunAsync(partition, state, work.Now, cancellationToken);
            foreach (var segment in forgotten) log.Forgotten(partition, segment);
            if (deleted > 0) log.Deleted(partition, deleted);
            // What was given up counts only in the next manifest.
            if (forgotten.Count == 0) await work.MergeAllAsync(partition, state, (manifest, except) => planner.NextHot(manifest, work.Now, except), mayGoOn, cancellationToken);
        },
        cancellationToken);
}
