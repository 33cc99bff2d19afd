using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Steps.Reply;

namespace ServerlessIot.React;

/// <summary>Replies of devices end their commands.</summary>
public sealed class Reply(ReplyStep step)
{
    /// <summary>Handles one reply or delivery; throws only when infrastructure failed, and then it comes again.</summary>
    [Function(nameof(Reply))]
    public Task RunAsync(
        [KafkaTrigger("%Kafka:BrokerList%", "%Topics:Replies%", ConsumerGroup = "reply", IsBatched = false, LagThreshold = 1000,
            Protocol = TriggerSecurity.Protocol, AuthenticationMode = TriggerSecurity.Mode, Username = TriggerSecurity.Username, Password = TriggerSecurity.Password)]
        KafkaRecord record,
        CancellationToken cancellationToken) => step.HandleAsync(record.ToLog(), cancellationToken);
}
