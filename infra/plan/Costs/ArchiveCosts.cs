namespace ServerlessIot.Plan.Costs;

/// <summary>The archive: what rows take, and how it works on them.</summary>
/// <param name="Rows">Kinds of rows by name.</param>
/// <param name="Sources">Sizes of known systems by number.</param>
/// <param name="Work">How merges, moves and deletes are done.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record ArchiveCosts(IReadOnlyDictionary<string, RowCosts> Rows, IReadOnlyDictionary<string, SourceSize> Sources, WorkCosts Work, string Source)
{
    /// <summary>Checks what would divide by nothing or has no meaning.</summary>
    /// <exception cref="PlanException">Something is not as it should be; the message names it.</exception>
    public void Check(string file)
    {
        foreach (var (name, row) in Rows)
        {
            Require(row.Values > 0 && row.PayloadBytes > 0 && row.IndexBytesPerChunk > 0, $"archive.rows.{name}: values, payloadBytes and indexBytesPerChunk must be above 0");
            Require(row.Spacings.Count > 0, $"archive.rows.{name} must have spacings");
            Require(row.Spacings.All(at => at is { SecondsApart: > 0, Gzip: > 0, Hot: > 0, Warm: > 0, Cold: > 0 }), $"archive.rows.{name}.spacings must be above 0");
            Require(row.Spacings.Zip(row.Spacings.Skip(1)).All(pair => pair.First.SecondsApart < pair.Second.SecondsApart), $"archive.rows.{name}.spacings must go up");
        }

        foreach (var (name, source) in Sources)
        {
            Require(Rows.ContainsKey(source.Row), $"archive.sources.{name}: there are no rows {source.Row}");
            Require(source is { MessagesPerSecond: > 0, Devices: > 0 }, $"archive.sources.{name}: messagesPerSecond and devices must be above 0");
            Require((source.TerabytesPerDay ?? source.PayloadBytes) > 0 && source.TerabytesPerDay is null != source.PayloadBytes is null, $"archive.sources.{name}: terabytesPerDay or payloadBytes must be there, and above 0");
        }

        Require(
            Work is { BlockBytes: > 0, MostSegments: > 0, MostMergedRows: > 0, MostBlobs: > 0, ChunkRows: > 0, MostChunks: > 1, WholeIndexBytes: > 0, PageChunks: > 0, WindowBytes: > 0 },
            "archive.work: sizes and counts must be above 0");
        Require(Work is { LooksPerSegment: >= 0, ChangesToArchive: >= 0, ReadsPerManifest: >= 0, RestoreDays: >= 0 }, "archive.work: nothing may be below 0");

        void Require(bool holds, string otherwise)
        {
            if (!holds) throw new PlanException($"{file}: {otherwise}.");
        }
    }
}

/// <summary>A kind of row, as measured.</summary>
/// <param name="Values">Measurement values of a row.</param>
/// <param name="PayloadBytes">Bytes of the payload that it was read from. A larger one is taken to hold as many times more of the same.</param>
/// <param name="IndexBytesPerChunk">Bytes of a segment's index for each chunk of one device.</param>
/// <param name="Spacings">Bytes of a row by the time between two of a device, the shortest first.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record RowCosts(double Values, double PayloadBytes, double IndexBytesPerChunk, IReadOnlyList<Spacing> Spacings, string Source)
{
    /// <summary>Bytes of rows that are so far apart: between two measured ones in proportion to the logarithm, beyond them as the nearest.</summary>
    public Spacing At(double secondsApart)
    {
        var seconds = Math.Clamp(secondsApart, Spacings[0].SecondsApart, Spacings[^1].SecondsApart);
        var above = 0;
        while (Spacings[above].SecondsApart < seconds) above++;
        var (low, high) = (Spacings[Math.Max(0, above - 1)], Spacings[above]);
        var share = low == high ? 0 : Math.Log(seconds / low.SecondsApart) / Math.Log(high.SecondsApart / low.SecondsApart);
        return new Spacing(seconds, Between(low.Gzip, high.Gzip), Between(low.Hot, high.Hot), Between(low.Warm, high.Warm), Between(low.Cold, high.Cold));

        double Between(double from, double to) => from + ((to - from) * share);
    }
}

/// <summary>Bytes of a row, index apart.</summary>
/// <param name="SecondsApart">Time, in s, from one row of a device to the next.</param>
/// <param name="Gzip">In a blob of gzip JSON lines, as Store writes it.</param>
/// <param name="Hot">In a segment of JSON lines.</param>
/// <param name="Warm">In columns, a day's.</param>
/// <param name="Cold">In columns, a month's.</param>
public sealed record Spacing(double SecondsApart, double Gzip, double Hot, double Warm, double Cold);

/// <summary>Size of a known system.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Row">Its kind of row.</param>
/// <param name="MessagesPerSecond">Messages a second, all day.</param>
/// <param name="Devices">Devices that send them.</param>
/// <param name="Source">Where devices and payload come from.</param>
/// <param name="TerabytesPerDay">Payload of a day, in TB; null where the payload of a message is told.</param>
/// <param name="PayloadBytes">Bytes of a message; null where those of a day are told.</param>
/// <param name="MessageBytesFrom">Bytes of a message at least, as it is claimed.</param>
/// <param name="MessageBytesTo">Bytes of a message at most, as it is claimed.</param>
public sealed record SourceSize(
    string Name, string Row, double MessagesPerSecond, double Devices, string Source, double? TerabytesPerDay = null, double? PayloadBytes = null, double? MessageBytesFrom = null, double? MessageBytesTo = null)
{
    /// <summary>Bytes of a message on average.</summary>
    public double MessageBytes => PayloadBytes ?? (TerabytesPerDay!.Value * 1e12 / 86_400 / MessagesPerSecond);
}

/// <summary>How the archive works: what counts requests and bytes.</summary>
/// <param name="BlockBytes">Bytes of an uploaded block.</param>
/// <param name="MostSegments">Segments merged at once at most.</param>
/// <param name="MostMergedRows">Rows of segments merged at once at most.</param>
/// <param name="MostBlobs">Hot blobs merged at once at most.</param>
/// <param name="ChunkRows">Rows of a chunk at most.</param>
/// <param name="MostChunks">Chunks of a segment at most; a further one begins one before.</param>
/// <param name="WholeIndexBytes">Bytes of an index up to which it is read at once.</param>
/// <param name="PageChunks">Chunks of a page of an index.</param>
/// <param name="WindowBytes">Bytes of chunks that are read at once.</param>
/// <param name="LooksPerSegment">Existence questions for each segment that was written.</param>
/// <param name="ChangesToArchive">Requests that a segment's way to Archive takes.</param>
/// <param name="ReadsPerManifest">Requests that reading a manifest takes.</param>
/// <param name="RestoreDays">Days that a deleted blob can be restored, and is paid for.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record WorkCosts(
    double BlockBytes, double MostSegments, double MostMergedRows, double MostBlobs, double ChunkRows, double MostChunks, double WholeIndexBytes, double PageChunks, double WindowBytes,
    double LooksPerSegment, double ChangesToArchive, double ReadsPerManifest, double RestoreDays, string Source);
