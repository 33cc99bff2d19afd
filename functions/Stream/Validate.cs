using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Stream;

/// <summary>Payloads become canonical events, or go to quarantine.</summary>
public sealed class Validate(StepRunner<ValidateState> runner)
{
    /// <summary>Runs the step on one batch; throws only when infrastructure failed, and then the batch comes again.</summary>
    [Function(nameof(Validate))]
    public Task RunAsync(
        [KafkaTrigger("%Kafka:BrokerList%", "%Topics:Raw%", ConsumerGroup = "validate", IsBatched = true, LagThreshold = 5000,
            Protocol = TriggerSecurity.Protocol, AuthenticationMode = TriggerSecurity.Mode, Username = TriggerSecurity.Username, Password = TriggerSecurity.Password)]
        KafkaRecord[] records,
        CancellationToken cancellationToken) => runner.RunAsync(records.ToLog(), cancellationToken);
}
