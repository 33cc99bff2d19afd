namespace ServerlessIot.Bridge.Kafka;

/// <summary>Outcomes in words.</summary>
internal static class RecordOutcomes
{
    /// <summary>Why a record was not stored, as the metric <c>messages_refused_total</c> has it.</summary>
    public static string Reason(this RecordOutcome outcome) => outcome switch
    {
        RecordOutcome.Dropped => "uplink",
        RecordOutcome.NoTopic => "kafka-topic",
        _ => "log",
    };

    /// <summary>The same for people who publish.</summary>
    public static string Explanation(this RecordOutcome outcome) => outcome switch
    {
        RecordOutcome.Dropped => "the uplink is too narrow now: send the message again later",
        RecordOutcome.NoTopic => "the message's Kafka topic is not there: send the message again later",
        _ => "the log refused the message: it is too large or invalid",
    };
}
