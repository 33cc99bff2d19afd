using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Alert;

namespace ServerlessIot.Stream;

/// <summary>Events are held against the rules; alerts open.</summary>
public sealed class Alert(StepRunner<AlertState> runner)
{
    /// <summary>Runs the step on one batch; throws only when infrastructure failed, and then the batch comes again.</summary>
    [Function(nameof(Alert))]
    public Task RunAsync(
        [KafkaTrigger("%Kafka:BrokerList%", "%Topics:Valid%", ConsumerGroup = "alert", IsBatched = true, LagThreshold = 5000,
            Protocol = TriggerSecurity.Protocol, AuthenticationMode = TriggerSecurity.Mode, Username = TriggerSecurity.Username, Password = TriggerSecurity.Password)]
        KafkaRecord[] records,
        CancellationToken cancellationToken) => runner.RunAsync(records.ToLog(), cancellationToken);
}
