using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Subscription;

/// <summary>A message that is on its way to the log, or that nobody can take.</summary>
/// <param name="Outcome">The log's answer to come.</param>
/// <param name="Again">Puts it on its way once more, when its Kafka topic is there; its answer is null when the connection ends before. Null for what nobody can take.</param>
internal sealed record TakenMessage(Task<RecordOutcome> Outcome, Func<Task<Task<RecordOutcome>?>>? Again)
{
    /// <summary>Counted and let go.</summary>
    public static TakenMessage Refused { get; } = new(Task.FromResult(RecordOutcome.Refused), null);
}
