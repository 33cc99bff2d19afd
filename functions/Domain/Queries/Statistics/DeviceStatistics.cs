using ServerlessIot.Domain.Windows;

namespace ServerlessIot.Domain.Queries.Statistics;

/// <summary>What is asked of a device over a range.</summary>
public sealed record DeviceStatistics
{
    /// <summary>Events.</summary>
    public required long Messages { get; init; }

    /// <summary>Time of the first, Unix milliseconds; null without one.</summary>
    public long? First { get; init; }

    /// <summary>Time of the last, Unix milliseconds; null without one.</summary>
    public long? Last { get; init; }

    /// <summary>Statistics by measure.</summary>
    public required IReadOnlyDictionary<string, MeasureSummary> Measures { get; init; }

    /// <summary>Values of measures that stand in no line of their own; null = none.</summary>
    public long? ValuesLeftOut { get; init; }

    /// <summary>Milliseconds by status.</summary>
    public required IReadOnlyDictionary<string, long> StatusMs { get; init; }

    /// <summary>What is asked of vehicles; null when the device sent nothing as one.</summary>
    public VehicleStatistics? Vehicle { get; init; }
}
