using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Connecting;

namespace ServerlessIot.Bridge.Publishing;

/// <summary>Owner of one record that somebody awaits.</summary>
internal sealed class AwaitedRecord(BridgeServices services) : IRecordOwner
{
    private readonly TaskCompletionSource<RecordOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the log has decided, however long that takes. Never fails.</summary>
    public Task<RecordOutcome> Outcome => _outcome.Task;

    /// <inheritdoc/>
    public void Settled(InFlightRecord record)
    {
        services.Budget.Return(record.Size);
        if (record.Outcome == RecordOutcome.Stored)
            services.LastValues?.Keep(record.Message);
        else
            services.Metrics.MessageRefused(record.Outcome.Reason());
        _outcome.TrySetResult(record.Outcome);
    }
}
