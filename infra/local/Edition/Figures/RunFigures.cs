namespace ServerlessIot.Edition.Figures;

/// <summary>What is shown of a running edition, at one moment.</summary>
public sealed record RunFigures
{
    /// <summary>Since the fleet was started.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Messages that devices sent; null when there is no fleet.</summary>
    public long? Published { get; init; }

    /// <summary>Messages that the bridge acknowledged to them.</summary>
    public long? Acknowledged { get; init; }

    /// <summary>Sent a second, since the figures before.</summary>
    public double PublishedRate { get; init; }

    /// <summary>Acknowledged a second, since the figures before.</summary>
    public double AcknowledgedRate { get; init; }

    /// <summary>Connections at the bridge; null when it does not answer.</summary>
    public long? Connections { get; init; }

    /// <summary>The functions; empty while the host does not answer.</summary>
    public IReadOnlyList<FunctionFigures> Functions { get; init; } = [];

    /// <summary>Alerts in state open; null when the API does not answer.</summary>
    public string? AlertsOpen { get; init; }

    /// <summary>Bytes of the archive's hot blobs; null when the store does not answer.</summary>
    public long? StoredBytes { get; init; }

    /// <summary>Blobs of the archive's hot tier.</summary>
    public long? StoredBlobs { get; init; }

    /// <summary>Records in telemetry.quarantine; null when the log does not answer.</summary>
    public long? Quarantined { get; init; }

    /// <summary>Parts with their restarts.</summary>
    public IReadOnlyList<PartFigures> Parts { get; init; } = [];
}

/// <summary>One function with its rate.</summary>
/// <param name="Status">What the host tells.</param>
/// <param name="Rate">Records a second, since the figures before.</param>
public sealed record FunctionFigures(FunctionStatus Status, double Rate);

/// <summary>One part.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Restarts">Times it was started again.</param>
public sealed record PartFigures(string Name, Supervision.PartState State, int Restarts);
