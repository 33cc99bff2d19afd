namespace ServerlessIot.Bridge.Kafka;

/// <summary>How far a record got.</summary>
internal enum RecordOutcome
{
    /// <summary>On its way.</summary>
    Pending,

    /// <summary>Acknowledged by all in-sync replicas.</summary>
    Stored,

    /// <summary>The log will never take it: too large, or invalid.</summary>
    Refused,
}
