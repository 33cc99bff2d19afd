using System.Runtime.CompilerServices;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>
/// One device's rows of one manifest, in order. Sources wait in the order of their earliest row and are opened when the rows reach
/// them, a few ahead: what is in memory are the sources that overlap at that time, however long the range.
/// </summary>
internal sealed class DeviceQuery(IArchiveBlobs blobs, SegmentStore segments, string tenant, string device, long from, long to, HistoryKey? after, ReadCost cost)
{
    /// <summary>Sources whose reading has begun before they are needed.</summary>
    private const int Ahead = 4;

    internal async IAsyncEnumerable<DeviceEvent> RowsAsync(Manifest manifest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = new PriorityQueue<Source, HistoryKey>();
        foreach (var blob in manifest.Blobs.Where(blob => blob.To >= from && blob.From < to)) Wait(new Source(blob.From, token => ReadAsync(blob, manifest.Erasures, token)));
        foreach (var segment in manifest.Segments.Where(segment => segment.To >= from && segment.From < to)) Wait(new Source(segment.From, token => ExpandAsync(segment, manifest.Erasures, token)));
        var ahead = new HashSet<Task<Opened>>();
        try
        {
            while (waiting.TryDequeue(out var source, out _))
            {
                if (source.Rows is null)
                {
                    foreach (var next in waiting.UnorderedItems.Where(item => item.Element.Rows is null).OrderBy(item => item.Priority).Take(Ahead).Select(item => item.Element).Prepend(source))
                    {
                        if (next.Begin(stop.Token)) ahead.Add(next.Read!);
                    }

                    var (rows, more) = await source.Read!;
                    // Nobody holds on to rows that were given.
                    ahead.Remove(source.Read!);
                    foreach (var one in more) Wait(one);
                    if (rows.Count > 0) Put(new Source(source.From, source.Open) { Rows = rows });
                    continue;
                }

                yield return source.Rows[source.At];
                Put(source with { At = source.At + 1 });
            }
        }
        finally
        {
            // What was begun too early is let go of, and its failure with it: nobody asked for it.
            await stop.CancelAsync();
            foreach (var read in ahead) await read.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        void Wait(Source source) => waiting.Enqueue(source, new HistoryKey(Math.Max(source.From, from), new Origin(-1, -1, -1, -1)));

        void Put(Source source)
        {
            if (source.At < source.Rows!.Count) waiting.Enqueue(source, HistoryKey.Of(source.Rows[source.At]));
        }
    }

    /// <summary>Makes sure that all segments with rows of the answer can be read; their indexes, which always can be, say which these are.</summary>
    /// <exception cref="BlobArchivedException">Some are in the tier Archive.</exception>
    internal async Task RequireAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var needed = new List<Segment>();
        foreach (var segment in manifest.Segments.Where(segment => segment.Tier == BlobTier.Archive && segment.To >= from && segment.From < to))
        {
            if ((await segments.ChunksOfAsync(segment, tenant, device, from, to, cost, cancellationToken)).Count > 0) needed.Add(segment);
        }

        await segments.RequireAsync(needed, cancellationToken);
    }

    private async Task<Opened> ReadAsync(HotBlob blob, Erasures erasures, CancellationToken cancellationToken) =>
        new(Mine(await HotRows.ReadAsync(blobs, blob, erasures, device, cost, cancellationToken)), []);

    private async Task<Opened> ExpandAsync(Segment segment, Erasures erasures, CancellationToken cancellationToken)
    {
        var chunks = await segments.ChunksOfAsync(segment, tenant, device, from, to, cost, cancellationToken);
        if (chunks.Count != 1) return new Opened([], [.. chunks.Select(chunk => new Source(chunk.From, token => ReadAsync(segment, chunk, erasures, token)))]);
        return await ReadAsync(segment, chunks[0], erasures, cancellationToken);
    }

    private async Task<Opened> ReadAsync(Segment segment, SegmentChunk chunk, Erasures erasures, CancellationToken cancellationToken) =>
        new(Mine(await segments.ReadAsync(segment, chunk, erasures, cost, cancellationToken)), []);

    private List<DeviceEvent> Mine(IEnumerable<DeviceEvent> rows)
    {
        var mine = rows.Where(row => row.Device == device && row.Tenant == tenant && row.Time >= from && row.Time < to && (after is null || HistoryKey.Of(row) > after)).ToList();
        mine.Sort(RowOrder.Instance);
        return mine;
    }

    private sealed record Opened(List<DeviceEvent> Rows, IReadOnlyList<Source> More);

    private sealed record Source(long From, Func<CancellationToken, Task<Opened>> Open)
    {
        public Task<Opened>? Read { get; private set; }

        public List<DeviceEvent>? Rows { get; init; }

        public int At { get; init; }

        /// <summary>False when its reading has begun already.</summary>
        public bool Begin(CancellationToken cancellationToken)
        {
            if (Read is not null) return false;
            Read = Open(cancellationToken);
            return true;
        }
    }
}
