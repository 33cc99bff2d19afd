using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Edge;

/// <summary>A log that looks at telemetry on its way and sends critical alerts at once, whatever way the telemetry came.</summary>
/// <param name="log">Disposed with this.</param>
/// <param name="rules">What is an alert.</param>
/// <param name="topic">Topic of alerts.</param>
/// <param name="metrics">Told what became of alerts.</param>
/// <param name="time">Clock.</param>
internal sealed class EdgeLog(IRecordLog log, EdgeRules rules, string topic, BridgeMetrics metrics, TimeProvider time) : IRecordLog, IRecordOwner
{
    /// <inheritdoc/>
    public bool IsUp => log.IsUp;

    /// <inheritdoc/>
    public bool IsLogUp => log.IsLogUp;

    /// <inheritdoc/>
    public TimeSpan OldestAge => log.OldestAge;

    /// <inheritdoc/>
    public bool Takes(string topic) => log.Takes(topic);

    /// <inheritdoc/>
    public void Submit(InFlightRecord record)
    {
        log.Submit(record);
        if (record.Topic is not null || rules.Evaluate(record.Message) is not { } alerts)
            return;
        foreach (var alert in alerts)
            log.Submit(new InFlightRecord(alert, alert.Value.Length + InFlightRecord.Overhead, time.GetTimestamp(), this, 0, 0) { Topic = topic, Priority = UplinkPriority.Critical });
    }

    /// <inheritdoc/>
    public Task WhenEmpty() => log.WhenEmpty();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => log.DisposeAsync();

    /// <summary>An alert's end. One that is lost here comes from the step Alert all the same.</summary>
    public void Settled(InFlightRecord record)
    {
        if (record.Outcome == RecordOutcome.Stored)
            metrics.EdgeAlert();
        else
            metrics.MessageRefused("edge");
    }
}
