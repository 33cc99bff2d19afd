using System.Text;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Mqtt.Publishing;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>The will: MQTT 5.0, 3.1.2.5. It becomes a record of its own type, in order behind the device's messages.</summary>
internal sealed partial class MqttConnection
{
    private InFlightRecord? _will;

    /// <summary>Prepares the will; null when it can be kept.</summary>
    private (ReasonCode Reason, string Text)? CheckWill(WillMessage will)
    {
        if (_routes.Find(will.Topic) is not { } route)
            return (ReasonCode.TopicNameInvalid, "the topic map does not know the will's topic");
        if (route.IsReply)
            return (ReasonCode.NotAuthorized, "a will is no reply to a command");
        if (route.Foreign)
            return (ReasonCode.NotAuthorized, "the will's topic is another device's");
        if (route.Elsewhere is { } region)
            return (ReasonCode.UseAnotherServer, ElsewhereText(region));
        if (!PublishHeaders.TryCreate(will.Properties, _services.Options, out var extra))
            return (ReasonCode.QuotaExceeded, "the will's properties are more than allowed");
        _willTemplate = (route, will.Payload, extra);
        return null;
    }

    private (CachedRoute Route, byte[] Payload, List<Confluent.Kafka.Header>? Extra)? _willTemplate;

    private async Task SendWillAsync(ConnectionEnd end)
    {
        var sent = Task.CompletedTask;
        if (_connected && end.Kind != EndKind.Disconnected && _willTemplate is { } will)
        {
            var message = _services.Records.Create(will.Route.Key, will.Route.Headers, will.Payload, isWill: true, will.Extra);
            _will = new InFlightRecord(message, will.Payload.Length + RecordOverhead, _services.Time.GetTimestamp(), _services, 0, 0);
            sent = SubmitWillAsync(will.Route);
        }
        // A newer connection of this device waits for the will only as long as the log takes messages.
        if (ClientId.Length > 0)
            _services.Connections.Release(ClaimKey, this);
        _released.TrySetResult();
        await sent;
    }

    private Task SubmitWillAsync(CachedRoute route)
    {
        if (!_services.Budget.TryTake(_will!.Size))
            return SubmitWillLaterAsync(route);
        _services.Log.Submit(_will);
        return Task.CompletedTask;
    }

    private async Task SubmitWillLaterAsync(CachedRoute route)
    {
        try
        {
            await _services.Budget.TakeAsync(_will!.Size, _services.Stopping);
            _services.Log.Submit(_will);
        }
        catch (OperationCanceledException)
        {
            _services.Metrics.MessageRefused("will");
            BridgeLog.WillLost(_services.Logger, ClientId, Encoding.UTF8.GetString(route.Topic), "the bridge ended while the log took nothing");
        }
    }
}
