using Confluent.Kafka;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Mqtt.Publishing;
using ServerlessIot.Bridge.Publishing;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>The will: MQTT 5.0, 3.1.2.5. It becomes a record of its own type, in order behind the device's messages; so does that a device came or left.</summary>
internal sealed partial class MqttConnection
{
    /// <summary>Prepares the will; null when it can be kept.</summary>
    private (ReasonCode Reason, string Text)? CheckWill(WillMessage will)
    {
        if (_routes.Find(will.Topic) is not { } route)
            return (ReasonCode.TopicNameInvalid, will.Topic.Length > DevicePublisher.MaxTopicBytes ? TopicTooLong : "the topic map does not know the will's topic");
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

    private (CachedRoute Route, byte[] Payload, List<Header>? Extra)? _willTemplate;

    /// <summary>The connection's last record: the will, or else that the device has left.</summary>
    private async Task SendWillAsync(ConnectionEnd end)
    {
        var sent = Task.CompletedTask;
        if (_connected && end.Kind != EndKind.Disconnected && _willTemplate is { } will)
        {
            var message = _services.Records.Create(will.Route.Key, will.Route.Headers, will.Payload, RecordFactory.Will, will.Extra);
            message.Timestamp = RecordFactory.Before(message.Timestamp, SinceLastHeard());
            sent = SubmitWillAsync(Unowned(message, will.Payload.Length));
        }
        else if (_connected && end.Reason != ReasonCode.SessionTakenOver)
            SubmitPresence(connected: false);
        // A newer connection of this device waits for the will only as long as the log takes messages.
        if (ClientId.Length > 0)
            _services.Connections.Release(ClaimKey, this);
        _released.TrySetResult();
        await sent;
    }

    /// <summary>Says that a device, known by its credentials, came or left.</summary>
    private void SubmitPresence(bool connected)
    {
        if (!_services.Options.Presence || _identity is not { Tenant: { } tenant, Device: { } device } || !_services.Options.Regions.Allow(tenant))
            return;
        var record = Unowned(_services.Records.CreatePresence(tenant, device, connected, connected ? TimeSpan.Zero : SinceLastHeard()), 0);
        // Devices that come again and again while the log takes nothing must not fill the memory: what they send, or silence, says it too.
        if (_services.Budget.TryTake(record.Size))
            _services.Log.Submit(record);
        else
            _services.Metrics.MessageRefused("presence");
    }

    // A second less: the last message may have been written a moment after it was read.
    private TimeSpan SinceLastHeard()
    {
        var silence = _services.Time.GetElapsedTime(Interlocked.Read(ref _lastRead)) - TimeSpan.FromSeconds(1);
        return silence > TimeSpan.Zero ? silence : TimeSpan.Zero;
    }

    private InFlightRecord Unowned(Message<byte[], byte[]> message, int bytes) =>
        new(message, bytes + InFlightRecord.Overhead, _services.Time.GetTimestamp(), _services, 0, 0);

    private Task SubmitWillAsync(InFlightRecord record)
    {
        if (!_services.Budget.TryTake(record.Size))
            return SubmitWillLaterAsync(record);
        _services.Log.Submit(record);
        return Task.CompletedTask;
    }

    private async Task SubmitWillLaterAsync(InFlightRecord record)
    {
        try
        {
            await _services.Budget.TakeAsync(record.Size, _services.Stopping);
            _services.Log.Submit(record);
        }
        catch (OperationCanceledException)
        {
            _services.Metrics.MessageRefused("will");
            BridgeLog.WillLost(_services.Logger, ClientId, "the bridge ended while the log took nothing");
        }
    }
}
