using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Aggregate;

namespace ServerlessIot.Persist;

/// <summary>Events fall into 60-second windows; ticks close them.</summary>
public sealed class Aggregate(StepRunner<AggregateState> runner)
{
    /// <summary>Runs the step on one batch; throws only when infrastructure failed, and then the batch comes again.</summary>
    [Function(nameof(Aggregate))]
    public Task RunAsync(
        [KafkaTrigger("%Kafka:BrokerList%", "%Topics:Valid%", ConsumerGroup = "aggregate", IsBatched = true, LagThreshold = 5000,
            Protocol = TriggerSecurity.Protocol, AuthenticationMode = TriggerSecurity.Mode, Username = TriggerSecurity.Username, Password = TriggerSecurity.Password)]
        KafkaRecord[] records,
        CancellationToken cancellationToken) => runner.RunAsync(records.ToLog(), cancellationToken);
}
