using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Persist;

/// <summary>Events become hot blobs.</summary>
public sealed class Store(StepRunner<StoreState> runner)
{
    /// <summary>Runs the step on one batch; throws only when infrastructure failed, and then the batch comes again.</summary>
    [Function(nameof(Store))]
    public Task RunAsync(
        [KafkaTrigger("%Kafka:BrokerList%", "%Topics:Valid%", ConsumerGroup = "store", IsBatched = true, LagThreshold = 5000,
            Protocol = TriggerSecurity.Protocol, AuthenticationMode = TriggerSecurity.Mode, Username = TriggerSecurity.Username, Password = TriggerSecurity.Password)]
        KafkaRecord[] records,
        CancellationToken cancellationToken) => runner.RunAsync(records.ToLog(), cancellationToken);
}
