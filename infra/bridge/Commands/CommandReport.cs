using Confluent.Kafka;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Commands;

/// <summary>The bridge's word on one delivery, however often it takes until the log has it.</summary>
/// <param name="message">Of device.replies; its id stays the same.</param>
/// <param name="topic">The topic's name.</param>
/// <param name="until">From when on nobody listens to it any more, Unix milliseconds.</param>
/// <param name="settled">Told how each record of it ended, from the producer's thread.</param>
internal sealed class CommandReport(Message<byte[], byte[]> message, string topic, long until, Action<CommandReport, RecordOutcome> settled) : IRecordOwner
{
    /// <summary>Bytes that a record of it counts.</summary>
    public int Size { get; } = message.Value.Length + InFlightRecord.Overhead;

    /// <summary>From when on nobody listens to it any more, Unix milliseconds.</summary>
    public long Until { get; } = until;

    /// <inheritdoc/>
    public void Settled(InFlightRecord record) => settled(this, record.Outcome);

    /// <summary>A record that says it.</summary>
    /// <param name="started">Now, in ticks of <see cref="TimeProvider.GetTimestamp"/>.</param>
    public InFlightRecord Record(long started) => new(message, Size, started, this, 0, 0) { Topic = topic, Priority = UplinkPriority.Critical };
}
