using System.Buffers;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MQTTnet.Internal;

/// <summary>Turns received packets into the API's results.</summary>
sealed class PacketDecoder(bool isVersion5)
{
    public MqttClientConnectResult ConnAck(IncomingPacket packet)
    {
        if (packet.Type != PacketType.ConnAck)
            throw new MqttProtocolViolationException($"Received other packet than CONNACK or AUTH while connecting ({packet.Type}).");

        var reader = new PacketReader(packet.Body);
        var sessionPresent = (reader.Byte() & 1) == 1;
        var code = reader.Byte();
        if (!isVersion5)
            return new MqttClientConnectResult { IsSessionPresent = sessionPresent, ResultCode = FromReturnCode(code) };

        var properties = Properties.Read(reader);
        return new MqttClientConnectResult
        {
            IsSessionPresent = sessionPresent,
            ResultCode = (MqttClientConnectResultCode)code,
            AssignedClientIdentifier = properties.Text(PropertyId.AssignedClientIdentifier),
            MaximumPacketSize = properties.Number(PropertyId.MaximumPacketSize),
            MaximumQoS = (MqttQualityOfServiceLevel)(properties.Number(PropertyId.MaximumQoS) ?? 2),
            ReasonString = properties.Text(PropertyId.ReasonString),
            ReceiveMaximum = (ushort?)properties.Number(PropertyId.ReceiveMaximum),
            ServerKeepAlive = (ushort)(properties.Number(PropertyId.ServerKeepAlive) ?? 0),
            SessionExpiryInterval = properties.Number(PropertyId.SessionExpiryInterval),
            TopicAliasMaximum = (ushort)(properties.Number(PropertyId.TopicAliasMaximum) ?? 0),
            UserProperties = properties.User ?? []
        };
    }

    /// <summary>PUBACK, PUBREC or PUBCOMP.</summary>
    public static MqttClientPublishResult Acknowledgement(IncomingPacket packet)
    {
        var reader = new PacketReader(packet.Body);
        var id = reader.UInt16();
        var reason = reader.AtEnd ? (byte)0 : reader.Byte();
        var properties = Properties.Read(reader);
        return new MqttClientPublishResult(id, (MqttClientPublishReasonCode)reason, properties.Text(PropertyId.ReasonString), UserProperties(properties));
    }

    public (ushort Id, byte[] Codes, Properties Properties) SubscriptionAnswer(IncomingPacket packet)
    {
        var reader = new PacketReader(packet.Body);
        var id = reader.UInt16();
        var properties = isVersion5 ? Properties.Read(reader) : new Properties();
        return (id, reader.Rest(), properties);
    }

    public (MqttApplicationMessage Message, ushort Id) Publish(IncomingPacket packet)
    {
        var reader = new PacketReader(packet.Body);
        var message = new MqttApplicationMessage
        {
            Topic = reader.Text(),
            Dup = (packet.Flags & 8) != 0,
            Retain = (packet.Flags & 1) != 0,
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)((packet.Flags >> 1) & 3)
        };
        var id = message.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce ? (ushort)0 : reader.UInt16();
        if (isVersion5)
        {
            var properties = Properties.Read(reader);
            message.ContentType = properties.Text(PropertyId.ContentType);
            message.CorrelationData = properties.Binary(PropertyId.CorrelationData);
            message.MessageExpiryInterval = properties.Number(PropertyId.MessageExpiryInterval) ?? 0;
            message.PayloadFormatIndicator = (MqttPayloadFormatIndicator)(properties.Number(PropertyId.PayloadFormatIndicator) ?? 0);
            message.ResponseTopic = properties.Text(PropertyId.ResponseTopic);
            message.UserProperties = properties.User;
        }
        message.Payload = new ReadOnlySequence<byte>(reader.Rest());
        return (message, id);
    }

    public static (MqttClientDisconnectReason Reason, Properties Properties) Disconnect(IncomingPacket packet)
    {
        var reader = new PacketReader(packet.Body);
        var reason = reader.AtEnd ? (byte)0 : reader.Byte();
        return ((MqttClientDisconnectReason)reason, Properties.Read(reader));
    }

    public static IReadOnlyCollection<MqttUserProperty> UserProperties(Properties properties) => properties.User ?? [];

    static MqttClientConnectResultCode FromReturnCode(byte code) => code switch
    {
        0 => MqttClientConnectResultCode.Success,
        1 => MqttClientConnectResultCode.UnsupportedProtocolVersion,
        2 => MqttClientConnectResultCode.ClientIdentifierNotValid,
        3 => MqttClientConnectResultCode.ServerUnavailable,
        4 => MqttClientConnectResultCode.BadUserNameOrPassword,
        5 => MqttClientConnectResultCode.NotAuthorized,
        _ => throw new MqttProtocolViolationException("Received unexpected return code.")
    };
}
