using System.Globalization;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Access;

/// <summary>Reads the access log.</summary>
public sealed class AccessLogReader(IArchiveBlobs blobs, TimeProvider time)
{
    private const long Day = 24 * 60 * 60 * 1000;

    /// <summary>The first <paramref name="limit"/> entries of a span that a filter lets through, in the order of time and id.</summary>
    /// <param name="from">First time, Unix milliseconds.</param>
    /// <param name="to">Time after the last, Unix milliseconds.</param>
    /// <param name="limit">Entries at most, 1 or more.</param>
    /// <param name="filter">Which entries are wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The entries; the blobs of the days that were read in which lines are missing or were changed.</returns>
    public async Task<(IReadOnlyList<AccessEntry> Entries, IReadOnlyList<string> Broken)> ReadAsync(long from, long to, int limit, Func<AccessEntry, bool> filter, CancellationToken cancellationToken)
    {
        var (found, broken) = (new List<AccessEntry>(), new List<string>());
        // What is written at the end of a day may lie with the next: an entry's time is that of its request. So one more is read each time.
        var last = to;
        for (var day = from - (from % Day); day < last + Day; day += Day)
        {
            var here = new List<AccessEntry>();
            await foreach (var name in blobs.ListAsync(Folder(DateTimeOffset.FromUnixTimeMilliseconds(day)), time.GetUtcNow().AddDays(1), cancellationToken))
            {
                if (await blobs.DownloadAsync(name, cancellationToken) is not { } blob) continue;
                var intact = AccessChain.Read(blob.Content.Span, entry =>
                {
                    if (entry.Time >= from && entry.Time < to && filter(entry)) here.Add(entry);
                });
                if (!intact) broken.Add(name);
                if (here.Count > 2 * (limit + 1000)) Cut(here, limit);
            }

            found.AddRange(here);
            if (found.Count >= limit) last = Math.Min(last, day + 1);
        }

        Cut(found, limit);
        return (found, broken);
    }

    /// <summary>Folder of a day's blobs.</summary>
    internal static string Folder(DateTimeOffset day) => day.UtcDateTime.ToString("yyyy'/'MM'/'dd'/'", CultureInfo.InvariantCulture);

    private static void Cut(List<AccessEntry> entries, int limit)
    {
        entries.Sort((a, b) => (a.Time, a.Id, a.Status).CompareTo((b.Time, b.Id, b.Status)));
        if (entries.Count > limit) entries.RemoveRange(limit, entries.Count - limit);
    }
}
