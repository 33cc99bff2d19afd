using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Steps.Notify;

namespace ServerlessIot.React;

/// <summary>Alerts get a document and are told to people.</summary>
public sealed class Notify(NotifyStep step)
{
    /// <summary>Handles one alert; throws only when infrastructure failed, and then it comes again.</summary>
    [Function(nameof(Notify))]
    public Task RunAsync(
        [KafkaTrigger("%Kafka:BrokerList%", "%Topics:Alerts%", ConsumerGroup = "notify", IsBatched = false, LagThreshold = 1000,
            Protocol = TriggerSecurity.Protocol, AuthenticationMode = TriggerSecurity.Mode, Username = TriggerSecurity.Username, Password = TriggerSecurity.Password)]
        KafkaRecord record,
        CancellationToken cancellationToken) => step.HandleAsync(record.ToLog(), cancellationToken);
}
