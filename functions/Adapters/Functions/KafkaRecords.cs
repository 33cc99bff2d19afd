using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Functions;

/// <summary>The trigger's records as the steps know them.</summary>
public static class KafkaRecords
{
    /// <summary>A batch, in the order it came.</summary>
    public static LogRecord[] ToLog(this KafkaRecord[] records) => Array.ConvertAll(records, ToLog);

    /// <summary>One record.</summary>
    public static LogRecord ToLog(this KafkaRecord record) => new(
        record.Topic,
        record.Partition,
        record.Offset,
        record.Timestamp?.UnixTimestampMs ?? 0,
        record.Key,
        record.Value,
        record.Headers is { Length: > 0 } headers ? Array.ConvertAll(headers, header => new LogHeader(header.Key, header.Value)) : []);
}
