using Confluent.Kafka;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Bridge.Edge;

/// <summary>A log that looks at telemetry on its way and sends critical alerts and their commands at once, whatever way the telemetry came.</summary>
/// <param name="log">Disposed with this.</param>
/// <param name="rules">What is an alert.</param>
/// <param name="records">Makes its records.</param>
/// <param name="topics">Where they go.</param>
/// <param name="metrics">Told what became of them.</param>
/// <param name="time">Clock.</param>
internal sealed class EdgeLog(IRecordLog log, EdgeRules rules, EdgeRecords records, EdgeTopics topics, BridgeMetrics metrics, TimeProvider time) : IRecordLog, IRecordOwner
{
    private readonly EdgeCooldown _commanded = new(); // by arrival

    /// <inheritdoc/>
    public bool IsUp => log.IsUp;

    /// <inheritdoc/>
    public bool IsLogUp => log.IsLogUp;

    /// <inheritdoc/>
    public TimeSpan OldestAge => log.OldestAge;

    /// <inheritdoc/>
    public int Partitions => log.Partitions;

    /// <inheritdoc/>
    public long? OldestWaiting => log.OldestWaiting;

    /// <inheritdoc/>
    public bool Takes(string topic) => log.Takes(topic);

    /// <inheritdoc/>
    public void Submit(InFlightRecord record)
    {
        log.Submit(record);
        if (record.Topic is not null || record.Partition is not null || rules.Evaluate(record.Message) is not { } alerts)
            return;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (alert, cooldown) in alerts)
        {
            Send(records.Alert(alert, record.Message.Timestamp), topics.Alerts, this);
            // Time is the event's: what a device tells hours later must not stop it now, nor each of many old events of one emergency.
            if (AlertCommands.Of(alert) is { } command && command.Expires > now && _commanded.TryOpen($"{alert.Tenant}/{alert.Device}/{alert.Rule}", now, cooldown))
                Send(command, record.Message.Timestamp);
        }
    }

    /// <inheritdoc/>
    public Task WhenEmpty() => log.WhenEmpty();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => log.DisposeAsync();

    /// <summary>An alert's or command's end. An alert that is lost here comes from the step Alert all the same.</summary>
    public void Settled(InFlightRecord record)
    {
        metrics.InFlight.Return(record.Size);
        if (record.Outcome != RecordOutcome.Stored)
            metrics.MessageRefused("edge");
        else if (record.Topic == topics.Commands)
            metrics.EdgeCommand();
        else if (record.Topic == topics.Alerts)
            metrics.EdgeAlert();
    }

    /// <summary>
    /// The word for its document goes first, and the command follows when that is stored: delivery and reply come behind it in the same partition of device.replies, and find
    /// the document. A word that is lost holds no emergency up; one for which a narrow uplink had no room is sent once more, before the command: its reply would find no document, and the
    /// one that comes later from a step would never end.
    /// </summary>
    private void Send(CommandRecord command, Timestamp arrival) => Send(records.Command(command, arrival), topics.Replies, new FirstRecord(this, word =>
    {
        if (word == RecordOutcome.Dropped)
            Send(records.Command(command, arrival), topics.Replies, this);
        Send(records.Command(command, arrival), topics.Commands, this);
    }));

    /// <summary>Counts against what may be in flight, like what devices send; without room for it, it is left to the step Alert.</summary>
    private void Send(Message<byte[], byte[]> message, string topic, IRecordOwner owner)
    {
        var size = message.Value.Length + InFlightRecord.Overhead;
        if (metrics.InFlight.TryTake(size))
            log.Submit(new InFlightRecord(message, size, time.GetTimestamp(), owner, 0, 0) { Topic = topic, Priority = UplinkPriority.Critical });
        else
            metrics.MessageRefused("edge");
    }

    /// <summary>Owner of a record behind which another one follows.</summary>
    private sealed class FirstRecord(EdgeLog log, Action<RecordOutcome> next) : IRecordOwner
    {
        public void Settled(InFlightRecord record)
        {
            log.Settled(record);
            next(record.Outcome);
        }
    }
}
