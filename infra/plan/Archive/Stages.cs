using ServerlessIot.Plan.Costs;

namespace ServerlessIot.Plan.Archive;

/// <summary>Requests of a day in the steady state: Store, Compact's three merges, TierWarm, TierCold, and what their runs need besides.</summary>
public sealed class Stages
{
    private const double SlotSeconds = 300;
    private const double HourSeconds = 3_600;
    private const double DaySeconds = 86_400;
    private readonly ArchiveLoad load;
    private readonly ArchiveSettings settings;
    private readonly WorkCosts work;

    private Stages(ArchiveLoad load, ArchiveSettings settings, WorkCosts work) => (this.load, this.settings, this.work) = (load, settings, work);

    /// <summary>Works it out.</summary>
    public static IReadOnlyList<Stage> Of(ArchiveLoad load, ArchiveSettings settings, WorkCosts work) => new Stages(load, settings, work).All();

    /// <summary>Requests of reading whole what a day's rows take of the months in Cold.</summary>
    public static double ReadCold(ArchiveLoad load, ArchiveSettings settings, WorkCosts work)
    {
        var stages = new Stages(load, settings, work);
        return stages.ReadWhole(load.Load.MessagesPerSecond, Month.Days * DaySeconds, load.RowsPerDay, stages.All().First(stage => stage.Name == "TierCold").Segments, load.Bytes.Cold);
    }

    /// <summary>Blobs that Store uploads in a second: one for each partition and interval, as far as there is something, more where a batch is full before.</summary>
    public static double BlobsPerSecond(ArchiveLoad load, double messagesPerSecond)
    {
        ArgumentNullException.ThrowIfNull(load);
        double interval = load.Store.SubscriberIntervalInSeconds, expected = messagesPerSecond / load.Partitions * interval;
        return Math.Max(load.Partitions / interval * ArchiveLoad.Some(expected), messagesPerSecond / load.Store.MaxBatchSize);
    }

    private List<Stage> All()
    {
        var (partitions, rows) = (load.Partitions, load.RowsPerDay);
        double blobs = 0, slots = 0, minutes = 0, hours = 0;
        Stage minute = new("Compact, 5 minutes", "hot", "hot"), hour = new("Compact, hour", "hot", "hot");
        // Hour by hour, since few rows make smaller merges, not fewer.
        foreach (var factor in load.Load.Curve.Factors)
        {
            var rate = load.Load.MessagesPerSecond * factor;
            if (rate <= 0) continue;
            var hourRows = rate * HourSeconds;
            var hourBlobs = BlobsPerSecond(load, rate) * HourSeconds;
            var busy = partitions * HourSeconds / SlotSeconds * ArchiveLoad.Some(rate / partitions * SlotSeconds);
            var merges = busy * Math.Max(Up(hourRows / busy / settings.MergeRows), Up(hourBlobs / busy / work.MostBlobs));
            var (first, bytes) = (Written(rate, SlotSeconds, hourRows, merges, load.Bytes.Hot), load.Bytes.Hot);
            minute = Plus(minute, first with { Read = hourBlobs, Deletes = hourBlobs });
            var busyHours = partitions * ArchiveLoad.Some(rate / partitions * HourSeconds);
            merges = busyHours * Joins(first.Segments / busyHours, hourRows / busyHours);
            var second = Written(rate, HourSeconds, hourRows, merges, bytes);
            hour = Plus(hour, second with { Read = ReadWhole(rate, SlotSeconds, hourRows, first.Segments, bytes), Deletes = 2 * first.Segments });
            (blobs, slots, minutes, hours) = (blobs + hourBlobs, slots + busy, minutes + first.Segments, hours + second.Segments);
        }

        var average = load.Load.MessagesPerSecond;
        var busyDays = partitions * ArchiveLoad.Some(rows / partitions);
        var day = Written(average, DaySeconds, rows, busyDays * Joins(hours / busyDays, rows / busyDays), load.Bytes.Hot) with
        {
            Name = "Compact, day",
            // The hours' segments differ in size where the load does; their average is read.
            Read = ReadWhole(average, HourSeconds, rows, hours, load.Bytes.Hot),
            Deletes = 2 * hours,
        };
        var warm = Written(average, DaySeconds, rows, busyDays * Joins(day.Segments / busyDays, rows / busyDays), load.Bytes.Warm) with
        {
            Name = "TierWarm",
            Writes = "cool",
            Read = ReadWhole(average, DaySeconds, rows, day.Segments, load.Bytes.Hot),
            Deletes = 2 * day.Segments,
        };
        var monthSeconds = Month.Days * DaySeconds;
        var busyMonths = partitions * ArchiveLoad.Some(rows * Month.Days / partitions) / Month.Days;
        var cold = Written(average, monthSeconds, rows, busyMonths * Joins(warm.Segments / busyMonths, rows / busyMonths), load.Bytes.Cold) with
        {
            Name = "TierCold",
            Reads = "cool",
            Writes = "cold",
            Read = ReadWhole(average, DaySeconds, rows, warm.Segments, load.Bytes.Warm),
            Deletes = 2 * warm.Segments,
        };
        return
        [
            new("Store", "hot", "hot", Segments: blobs, Uploads: blobs, Entries: blobs, Looks: blobs),
            minute, hour, day, warm, cold,
            new("to Archive", "cold", "archive", Changes: work.ChangesToArchive * cold.Segments, Entries: busyMonths),
            new("deleted for age", "archive", "archive", Entries: cold.Segments, Deletes: 2 * cold.Segments),
            Runs(slots),
        ];
    }

    /// <summary>Runs of the three timers: they keep their leases, read manifests, and Compact enters what may be deleted.</summary>
    private Stage Runs(double slots)
    {
        double compact = Often("Compact"), warm = Often("TierWarm"), cold = Often("TierCold"), partitions = load.Partitions;
        // A lease is taken, kept once a partition (twice by TierCold), and given back.
        var leases = (compact * (partitions + 2)) + (warm * (partitions + 2)) + (cold * ((2 * partitions) + 2));
        return new("timers' runs", "hot", "hot", Entries: slots, Leases: leases, Looks: leases + ((compact + warm + cold) * partitions * work.ReadsPerManifest));

        double Often(string timer) => load.Size.Ops.Timers.TryGetValue(timer, out var every) ? DaySeconds / every : throw new PlanException($"There is no timer {timer}.");
    }

    /// <summary>Merges that write rows into segments of a span; each enters its journal and keeps its lease once.</summary>
    private Stage Written(double messagesPerSecond, double seconds, double rows, double merges, double bytesPerRow)
    {
        var chunks = rows / load.ChunkRows(seconds, messagesPerSecond, work);
        var segments = merges * Up(chunks / merges / (work.MostChunks - 1));
        var blocks = segments * Up(rows * bytesPerRow / segments / work.BlockBytes);
        return new Stage(
            "", "hot", "hot", merges, segments, Uploads: blocks + segments, Commits: 2 * segments, Entries: merges, Leases: merges, Looks: (work.LooksPerSegment * segments) + merges);
    }

    /// <summary>Requests that read segments whole: their indexes, at once or page by page, and their rows, window by window.</summary>
    private double ReadWhole(double messagesPerSecond, double seconds, double rows, double segments, double bytesPerRow)
    {
        var chunks = rows / load.ChunkRows(seconds, messagesPerSecond, work) / segments;
        var pages = Up(chunks / work.PageChunks);
        var index = chunks * load.Row.IndexBytesPerChunk <= work.WholeIndexBytes ? 1 : 2 + pages;
        return segments * (index + (pages * Up(rows * bytesPerRow / segments / pages / work.WindowBytes)));
    }

    /// <summary>Merges of so many segments with so many rows.</summary>
    private double Joins(double segments, double rows) => Math.Max(Up(segments / work.MostSegments), Up(rows / work.MostMergedRows));

    private static Stage Plus(Stage one, Stage other) => one with
    {
        Merges = one.Merges + other.Merges,
        Segments = one.Segments + other.Segments,
        Uploads = one.Uploads + other.Uploads,
        Commits = one.Commits + other.Commits,
        Entries = one.Entries + other.Entries,
        Leases = one.Leases + other.Leases,
        Read = one.Read + other.Read,
        Looks = one.Looks + other.Looks,
        Deletes = one.Deletes + other.Deletes,
    };

    private static double Up(double number) => Math.Max(1, Math.Ceiling(number - 1e-9));
}
