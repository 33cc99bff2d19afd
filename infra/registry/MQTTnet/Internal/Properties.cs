using System.Text;
using MQTTnet.Exceptions;
using MQTTnet.Packets;

namespace MQTTnet.Internal;

/// <summary>The properties of a received MQTT 5 packet.</summary>
sealed class Properties
{
    readonly Dictionary<PropertyId, object> _values = [];

    public List<MqttUserProperty> User { get; private set; }

    public static Properties Read(PacketReader packet)
    {
        var properties = new Properties();
        if (packet.AtEnd)
            return properties;

        var length = packet.VariableByteInteger();
        var end = packet.Position + length;
        while (packet.Position < end)
            properties.ReadOne(packet);
        return packet.Position == end ? properties : throw new MqttProtocolViolationException("Properties are longer than their length says.");
    }

    public uint? Number(PropertyId id) => _values.TryGetValue(id, out var value) ? (uint)value : null;

    public string Text(PropertyId id) => _values.TryGetValue(id, out var value) ? (string)value : null;

    public byte[] Binary(PropertyId id) => _values.TryGetValue(id, out var value) ? (byte[])value : null;

    void ReadOne(PacketReader packet)
    {
        var id = (PropertyId)packet.Byte();
        if (id == PropertyId.UserProperty)
        {
            (User ??= []).Add(new MqttUserProperty(packet.Text(), Encoding.UTF8.GetBytes(packet.Text()).AsMemory()));
            return;
        }
        _values[id] = id switch
        {
            PropertyId.PayloadFormatIndicator or PropertyId.RequestProblemInformation or PropertyId.RequestResponseInformation
                or PropertyId.MaximumQoS or PropertyId.RetainAvailable or PropertyId.WildcardSubscriptionAvailable
                or PropertyId.SubscriptionIdentifierAvailable or PropertyId.SharedSubscriptionAvailable => (uint)packet.Byte(),
            PropertyId.ServerKeepAlive or PropertyId.ReceiveMaximum or PropertyId.TopicAliasMaximum or PropertyId.TopicAlias => (uint)packet.UInt16(),
            PropertyId.MessageExpiryInterval or PropertyId.SessionExpiryInterval or PropertyId.WillDelayInterval or PropertyId.MaximumPacketSize => packet.UInt32(),
            PropertyId.SubscriptionIdentifier => (uint)packet.VariableByteInteger(),
            PropertyId.CorrelationData or PropertyId.AuthenticationData => packet.Binary(),
            PropertyId.ContentType or PropertyId.ResponseTopic or PropertyId.AssignedClientIdentifier or PropertyId.AuthenticationMethod
                or PropertyId.ResponseInformation or PropertyId.ServerReference or PropertyId.ReasonString => packet.Text(),
            _ => throw new MqttProtocolViolationException($"Unknown property {(byte)id}.")
        };
    }
}
