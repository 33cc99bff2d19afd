using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>Finds in a manifest what is due to be merged: a function of manifest, time and settings. Spans of a level that cannot be merged are left out.</summary>
internal sealed class MergePlanner(ArchiveOptions options)
{
    /// <summary>Segments merged at once at most, which bounds what a merge holds.</summary>
    private const int MostSegments = 64;

    /// <summary>Rows of segments merged at once at most, unless a single segment has more: a merge begins anew when its function is ended.</summary>
    private const long MostRows = 20_000_000;

    /// <summary>Bytes of blobs merged at once at most, which are sorted in memory.</summary>
    private const long MostBytes = 16 << 20;

    /// <summary>Blobs merged at once at most.</summary>
    private const int MostBlobs = 1024;

    /// <summary>After its end, a span waits this long for what arrived in it and is still being stored.</summary>
    private const long Grace = 2 * Slots.Minute;

    /// <summary>The next merge within the hot tier; null when none is due.</summary>
    internal MergePlan? NextHot(StoreState state, long now, IReadOnlySet<(SegmentLevel, long)> except) =>
        NextOfBlobs(state, now, except)
        ?? NextOf(state, now, except, SegmentLevel.Minutes, SegmentLevel.Hour, (slot, _) => Slots.End(SegmentLevel.Hour, slot) + Grace)
        ?? NextOf(state, now, except, SegmentLevel.Hour, SegmentLevel.Day, (slot, _) => Slots.End(SegmentLevel.Day, slot) + Grace);

    /// <summary>The next day that leaves the hot tier; null when none is due.</summary>
    internal MergePlan? NextWarm(StoreState state, long now, IReadOnlySet<(SegmentLevel, long)> except) =>
        NextOf(state, now, except, SegmentLevel.Day, SegmentLevel.Warm, (slot, policy) => slot + (options.AgesOf(policy).Hot * Slots.Day));

    /// <summary>The next month that leaves the warm tier, as soon as its first day is old enough; null when none is due.</summary>
    internal MergePlan? NextCold(StoreState state, long now, IReadOnlySet<(SegmentLevel, long)> except) =>
        NextOf(state, now, except, SegmentLevel.Warm, SegmentLevel.Cold, (slot, policy) => slot + (options.AgesOf(policy).Warm * Slots.Day));

    /// <summary>Cold segments that are due for the tier Archive.</summary>
    internal IEnumerable<Segment> DueForArchive(StoreState state, long now) => state.Segments.Where(segment =>
        segment is { Level: SegmentLevel.Cold, Tier: not Ports.BlobTier.Archive } && segment.Slot + (options.AgesOf(segment.Policy).Cold * Slots.Day) <= now);

    /// <summary>Segments all of whose rows have been kept long enough.</summary>
    internal IEnumerable<Segment> DueForDeletion(StoreState state, long now) => state.Segments.Where(segment =>
        options.AgesOf(segment.Policy) is { Hold: false } ages && Slots.End(segment.Level, segment.Slot) + (ages.Keep * Slots.Day) <= now);

    private MergePlan? NextOfBlobs(StoreState state, long now, IReadOnlySet<(SegmentLevel, long)> except)
    {
        var oldest = state.Blobs
            .GroupBy(blob => Slots.Of(SegmentLevel.Minutes, blob.Arrived))
            .Where(slot => Slots.End(SegmentLevel.Minutes, slot.Key) + Grace <= now && !except.Contains((SegmentLevel.Minutes, slot.Key)))
            .MinBy(slot => slot.Key);
        if (oldest is null) return null;
        var (blobs, rows, bytes) = (new List<HotBlob>(), 0L, 0L);
        foreach (var blob in oldest)
        {
            if (blobs.Count > 0 && (rows + blob.Rows > options.MergeRows || bytes + blob.Bytes > MostBytes || blobs.Count == MostBlobs)) break;
            blobs.Add(blob);
            (rows, bytes) = (rows + blob.Rows, bytes + blob.Bytes);
        }

        return new MergePlan(SegmentLevel.Minutes, oldest.Key, blobs, []) { Erasures = state.Erasures };
    }

    private static MergePlan? NextOf(StoreState state, long now, IReadOnlySet<(SegmentLevel, long)> except, SegmentLevel from, SegmentLevel to, Func<long, string, long> due)
    {
        var oldest = state.Segments
            .Where(segment => segment.Level == from)
            .GroupBy(segment => (Slot: Slots.Of(to, segment.Slot), segment.Policy))
            .Where(slot => due(slot.Key.Slot, slot.Key.Policy) <= now && !except.Contains((to, slot.Key.Slot)))
            .MinBy(slot => slot.Key);
        if (oldest is null) return null;
        var (segments, rows) = (new List<Segment>(), 0L);
        foreach (var segment in oldest.Take(MostSegments))
        {
            if (segments.Count > 0 && rows + segment.Rows > MostRows) break;
            segments.Add(segment);
            rows += segment.Rows;
        }

        return new MergePlan(to, oldest.Key.Slot, [], segments) { Erasures = state.Erasures };
    }
}
