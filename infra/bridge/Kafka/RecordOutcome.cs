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

    /// <summary>The uplink was too narrow for it: it waits too long already, or too many wait. It is not stored, and may be sent again.</summary>
    Dropped,

    /// <summary>The topic that it names is not there. It is not stored, and may be sent again.</summary>
    NoTopic,
}
