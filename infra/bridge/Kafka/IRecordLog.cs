namespace ServerlessIot.Bridge.Kafka;

/// <summary>Where records go. Kafka in earnest; a double in tests of the protocol.</summary>
internal interface IRecordLog : IAsyncDisposable
{
    /// <summary>Takes a record without blocking; its owner hears once how it ended. Records of one key stay in order.</summary>
    void Submit(InFlightRecord record);

    /// <summary>Whether a topic that a record may name can be written, as far as is known: false only when the log said that it is not there.</summary>
    bool Takes(string topic);

    /// <summary>Whether records are being stored: false from at most 5 s after the log stopped answering.</summary>
    bool IsUp { get; }

    /// <summary>Whether Kafka itself stores, with a spool or without.</summary>
    bool IsLogUp => IsUp;

    /// <summary>How long the oldest unacknowledged record has been on its way.</summary>
    TimeSpan OldestAge => IsUp ? TimeSpan.Zero : TimeSpan.MaxValue;

    /// <summary>Partitions of telemetry.raw; 0 while they are not known, and where no marks are taken.</summary>
    int Partitions => 0;

    /// <summary>Arrival of the oldest record for telemetry.raw that was taken and is not known to be in the log, Unix milliseconds; null when there is none.</summary>
    long? OldestWaiting => null;

    /// <summary>Completes when nothing but marks is in flight.</summary>
    Task WhenEmpty();
}
