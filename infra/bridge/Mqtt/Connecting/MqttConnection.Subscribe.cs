using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Mqtt.Subscribing;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>SUBSCRIBE and UNSUBSCRIBE: MQTT 5.0, 3.8 to 3.11.</summary>
internal sealed partial class MqttConnection
{
    private readonly Dictionary<string, byte> _subscriptions = new(StringComparer.Ordinal); // filter → QoS granted

    private void Subscribe(SubscribePacket packet)
    {
        if (packet.Properties.SubscriptionIdentifier is not null)
            throw new MqttViolationException(ReasonCode.SubscriptionIdentifiersNotSupported, "subscription identifiers are not supported");
        var codes = new byte[packet.Subscriptions.Count];
        for (var i = 0; i < codes.Length; i++)
        {
            var (filter, qos) = packet.Subscriptions[i];
            var refusal = CommandTopics.Refusal(filter, ClientId) ?? (_level == AccessLevel.Minimal ? ReasonCode.NotAuthorized : null);
            if (refusal is null && (_subscriptions.Count < CommandTopics.MaxSubscriptions || _subscriptions.ContainsKey(filter)))
            {
                // MQTT 5.0, 3.9.3 lets a server grant less: a device knows a command that comes twice by its id.
                codes[i] = _subscriptions[filter] = Math.Min(qos, (byte)1);
                continue;
            }
            codes[i] = (byte)(_version == ProtocolVersion.V5 ? refusal ?? ReasonCode.QuotaExceeded : ReasonCode.UnspecifiedError);
        }
        Send(static (output, s) => PacketWriter.SubAck(output, PacketType.SubAck, s._version, s.PacketId, s.codes), (_version, packet.PacketId, codes));
        PlanDeliveries();
    }

    private void Unsubscribe(UnsubscribePacket packet)
    {
        var codes = new byte[packet.Filters.Count];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = (byte)(_subscriptions.Remove(packet.Filters[i]) ? ReasonCode.Success : ReasonCode.NoSubscriptionExisted);
        Send(
            static (output, s) => PacketWriter.SubAck(output, PacketType.UnsubAck, s._version, s.PacketId, s._version == ProtocolVersion.V5 ? s.codes : []),
            (_version, packet.PacketId, codes));
        PlanDeliveries();
    }
}
