using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Archive;

/// <summary>What is archived, and by what size of the system.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Load">What arrives.</param>
/// <param name="RowName">Kind of its rows.</param>
/// <param name="Row">The same, as measured.</param>
/// <param name="Size">Partitions, batches and account.</param>
/// <param name="Source">The known system that it is; null = the person's own.</param>
public sealed record ArchiveLoad(string Name, Load Load, string RowName, RowCosts Row, Size Size, SourceSize? Source = null)
{
    /// <summary>How many times more a message holds than a measured one; at least once as much.</summary>
    public double Scale => Math.Max(1, Load.PayloadBytes / Row.PayloadBytes);

    /// <summary>Measurement values of a row.</summary>
    public double Values => Row.Values * Scale;

    /// <summary>Bytes of a row, index apart.</summary>
    public Spacing Bytes
    {
        get
        {
            var measured = Row.At(Load.DeviceCount / Load.MessagesPerSecond);
            return measured with { Gzip = measured.Gzip * Scale, Hot = measured.Hot * Scale, Warm = measured.Warm * Scale, Cold = measured.Cold * Scale };
        }
    }

    /// <summary>Rows of a day.</summary>
    public double RowsPerDay => Load.MessagesPerSecond * 86_400;

    /// <summary>Partitions of telemetry.raw.</summary>
    public double Partitions => Size.Partitions["Raw"];

    /// <summary>The function that writes hot blobs.</summary>
    public TriggerSettings Store => Size.Functions.First(function => function.Name == "Store").Trigger;

    /// <summary>Rows of a chunk of a segment that holds what arrived in <paramref name="seconds"/>, on average over the chunks that there are.</summary>
    public double ChunkRows(double seconds, double messagesPerSecond, WorkCosts work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var expected = messagesPerSecond / Load.DeviceCount * seconds;
        if (expected <= 0) return 1;
        var rows = expected / Some(expected);
        return rows / Math.Ceiling(rows / work.ChunkRows);
    }

    /// <summary>Bytes of index for each row of such a segment.</summary>
    public double IndexBytes(double seconds, double messagesPerSecond, WorkCosts work) => Row.IndexBytesPerChunk / ChunkRows(seconds, messagesPerSecond, work);

    /// <summary>How often there is anything at all where so much is expected.</summary>
    internal static double Some(double expected) => -Math.Exp(-expected) + 1;
}
