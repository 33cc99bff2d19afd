namespace ServerlessIot.Domain.Windows;

/// <summary>A tumbling event-time window of one device, as a record of the topic <c>aggregates</c>. A later revision replaces an earlier one.</summary>
public sealed record WindowRecord
{
    /// <summary>Tenant of the device.</summary>
    public required string Tenant { get; init; }

    /// <summary>Device id.</summary>
    public required string Device { get; init; }

    /// <summary>First millisecond of the window, Unix milliseconds, a multiple of the length.</summary>
    public required long Start { get; init; }

    /// <summary>First millisecond after the window, Unix milliseconds.</summary>
    public required long End { get; init; }

    /// <summary>Events in the window.</summary>
    public required long Events { get; init; }

    /// <summary>Of these, events that came after the window was first closed.</summary>
    public required long Late { get; init; }

    /// <summary>Statistics by measure.</summary>
    public required IReadOnlyDictionary<string, MeasureSummary> Measures { get; init; }

    /// <summary>Times this window was told, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>Origin of the record that closed or amended it, as text; later revisions have higher origins.</summary>
    public required string Origin { get; init; }
}

/// <summary>Statistics of one measure in one window.</summary>
/// <param name="Count">Values.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="StdDev">Sample standard deviation (n − 1); 0 for one value.</param>
/// <param name="Last">Value with the latest event time (of equals, the one that came last).</param>
public sealed record MeasureSummary(long Count, double Mean, double Min, double Max, double StdDev, double Last);
