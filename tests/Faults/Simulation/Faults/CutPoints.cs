namespace ServerlessIot.Faults.Tests.Simulation.Faults;

/// <summary>Cut points by what is written.</summary>
internal static class CutPoints
{
    /// <summary>Around the bridge's sending.</summary>
    public static (CutPoint Before, CutPoint After, CutPoint Acknowledged) Bridge { get; } = (CutPoint.BridgeBeforeSend, CutPoint.BridgeAfterSend, CutPoint.BridgeAfterKafkaAck);

    /// <summary>Around the publishing of one request to a topic: before it, after the log has it, after the producer knows.</summary>
    public static (CutPoint Before, CutPoint After, CutPoint Acknowledged) Publish(string topic) => topic switch
    {
        "telemetry.raw" => (CutPoint.RawBeforeTick, CutPoint.RawAfterTick, CutPoint.RawTickAcknowledged),
        "telemetry.valid" => (CutPoint.ValidBeforePublish, CutPoint.ValidAfterPublish, CutPoint.ValidAcknowledged),
        "telemetry.quarantine" => (CutPoint.QuarantineBeforePublish, CutPoint.QuarantineAfterPublish, CutPoint.QuarantineAcknowledged),
        "alerts" => (CutPoint.AlertsBeforePublish, CutPoint.AlertsAfterPublish, CutPoint.AlertsAcknowledged),
        "aggregates" => (CutPoint.AggregatesBeforePublish, CutPoint.AggregatesAfterPublish, CutPoint.AggregatesAcknowledged),
        _ => throw new ArgumentException($"No cut points are named for the topic {topic}.", nameof(topic)),
    };
}
