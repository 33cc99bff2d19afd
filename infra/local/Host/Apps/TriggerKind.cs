namespace ServerlessIot.Host.Apps;

/// <summary>What starts a function.</summary>
internal enum TriggerKind
{
    /// <summary>Records of a topic.</summary>
    Kafka,

    /// <summary>A schedule.</summary>
    Timer,

    /// <summary>A request.</summary>
    Http,

    /// <summary>Events of an event hub.</summary>
    EventHub,
}
