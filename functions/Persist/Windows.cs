using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Steps.Windows;

namespace ServerlessIot.Persist;

/// <summary>Closed windows become documents for queries.</summary>
public sealed class Windows(WindowsStep step)
{
    /// <summary>Runs the step on one batch; throws only when infrastructure failed, and then the batch comes again.</summary>
    [Function(nameof(Windows))]
    public Task RunAsync(
        [KafkaTrigger("%Kafka:BrokerList%", "%Topics:Aggregates%", ConsumerGroup = "windows", IsBatched = true, LagThreshold = 5000,
            Protocol = TriggerSecurity.Protocol, AuthenticationMode = TriggerSecurity.Mode, Username = TriggerSecurity.Username, Password = TriggerSecurity.Password)]
        KafkaRecord[] records,
        CancellationToken cancellationToken) => step.RunAsync(records.ToLog(), cancellationToken);
}
