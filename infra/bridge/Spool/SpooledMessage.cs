using Confluent.Kafka;

namespace ServerlessIot.Bridge.Spool;

/// <summary>A record as it lies in the spool.</summary>
/// <param name="Sequence">Its number in the spool, from 1; grows from record to record.</param>
/// <param name="Topic">Topic of the log; empty for the usual one, telemetry.raw.</param>
/// <param name="Message">Key, value, headers (<c>ce_id</c> names the bridge, its epoch and the message's number) and the time of arrival.</param>
internal sealed record SpooledMessage(ulong Sequence, string Topic, Message<byte[], byte[]> Message)
{
    /// <summary>Number of the one in whose place it was written once more; 0 as a rule.</summary>
    public ulong Replaces { get; init; }

    /// <summary>When it arrived, Unix milliseconds; <see cref="long.MaxValue"/> when it is not for telemetry.raw.</summary>
    public long Arrival => Topic.Length == 0 ? Message.Timestamp.UnixTimestampMs : long.MaxValue;
}
