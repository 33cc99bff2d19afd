namespace Microsoft.Azure.Functions.Worker;

/// <summary>Who set a record's time.</summary>
public enum KafkaTimestampType
{
    /// <summary>There is no time.</summary>
    NotAvailable = 0,

    /// <summary>The producer.</summary>
    CreateTime = 1,

    /// <summary>The broker.</summary>
    LogAppendTime = 2,
}
