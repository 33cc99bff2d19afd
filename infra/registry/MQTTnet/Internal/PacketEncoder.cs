using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace MQTTnet.Internal;

/// <summary>Turns requests into packets of MQTT 3.1.1 or 5.</summary>
sealed class PacketEncoder(MqttProtocolVersion version)
{
    public bool IsVersion5 { get; } = version == MqttProtocolVersion.V500;

    public ReadOnlyMemory<byte> Connect(MqttClientOptions options)
    {
        var hasWill = !string.IsNullOrEmpty(options.WillTopic);
        var packet = new PacketWriter();
        packet.Text(version == MqttProtocolVersion.V310 ? "MQIsdp" : "MQTT");
        packet.Byte((byte)version);
        packet.Byte((byte)((options.CleanSession ? 0x02 : 0)
            | (hasWill ? 0x04 | ((int)options.WillQualityOfServiceLevel << 3) | (options.WillRetain ? 0x20 : 0) : 0)
            | (options.Password is not null ? 0x40 : 0)
            | (options.UserName is not null ? 0x80 : 0)));
        packet.UInt16((ushort)Math.Min(ushort.MaxValue, options.KeepAlivePeriod.TotalSeconds));
        WriteProperties(packet, p => p
            .UInt32(PropertyId.SessionExpiryInterval, options.SessionExpiryInterval)
            .UInt16(PropertyId.ReceiveMaximum, options.ReceiveMaximum)
            .UInt32(PropertyId.MaximumPacketSize, options.MaximumPacketSize)
            .User(options.UserProperties));

        packet.Text(options.ClientId);
        if (hasWill)
        {
            WriteProperties(packet, p => p
                .UInt32(PropertyId.WillDelayInterval, options.WillDelayInterval)
                .Text(PropertyId.ContentType, options.WillContentType));
            packet.Text(options.WillTopic);
            packet.Binary(options.WillPayload);
        }
        if (options.UserName is not null)
            packet.Text(options.UserName);
        if (options.Password is not null)
            packet.Binary(options.Password);
        return packet.Finish(PacketType.Connect);
    }

    public ReadOnlyMemory<byte> Publish(MqttApplicationMessage message, ushort id)
    {
        var packet = new PacketWriter();
        packet.Text(message.Topic);
        if (message.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce)
            packet.UInt16(id);
        WriteProperties(packet, p => p
            .Byte(PropertyId.PayloadFormatIndicator, (byte)message.PayloadFormatIndicator, message.PayloadFormatIndicator != 0)
            .UInt32(PropertyId.MessageExpiryInterval, message.MessageExpiryInterval)
            .Text(PropertyId.ResponseTopic, message.ResponseTopic)
            .Binary(PropertyId.CorrelationData, message.CorrelationData)
            .Text(PropertyId.ContentType, message.ContentType)
            .User(message.UserProperties));
        packet.Raw(message.Payload);
        var flags = (message.Dup ? 8 : 0) | ((int)message.QualityOfServiceLevel << 1) | (message.Retain ? 1 : 0);
        return packet.Finish(PacketType.Publish, (byte)flags);
    }

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP. A reason other than success needs MQTT 5.</summary>
    public ReadOnlyMemory<byte> Acknowledge(PacketType type, ushort id, byte reason = 0)
    {
        var packet = new PacketWriter();
        packet.UInt16(id);
        if (IsVersion5 && reason != 0)
            packet.Byte(reason);
        return packet.Finish(type, type == PacketType.PubRel ? (byte)2 : (byte)0);
    }

    public ReadOnlyMemory<byte> Subscribe(MqttClientSubscribeOptions options, ushort id)
    {
        var packet = new PacketWriter();
        packet.UInt16(id);
        WriteProperties(packet, p => p.User(options.UserProperties));
        foreach (var filter in options.TopicFilters)
        {
            packet.Text(filter.Topic);
            var version5Options = (filter.NoLocal ? 4 : 0) | (filter.RetainAsPublished ? 8 : 0) | ((int)filter.RetainHandling << 4);
            packet.Byte((byte)((int)filter.QualityOfServiceLevel | (IsVersion5 ? version5Options : 0)));
        }
        return packet.Finish(PacketType.Subscribe, 2);
    }

    public ReadOnlyMemory<byte> Unsubscribe(MqttClientUnsubscribeOptions options, ushort id)
    {
        var packet = new PacketWriter();
        packet.UInt16(id);
        WriteProperties(packet, p => p.User(options.UserProperties));
        foreach (var filter in options.TopicFilters)
            packet.Text(filter);
        return packet.Finish(PacketType.Unsubscribe, 2);
    }

    public ReadOnlyMemory<byte> Disconnect(MqttClientDisconnectOptions options)
    {
        var packet = new PacketWriter();
        if (IsVersion5)
        {
            packet.Byte((byte)options.Reason);
            WriteProperties(packet, p => p
                .UInt32(PropertyId.SessionExpiryInterval, options.SessionExpiryInterval)
                .Text(PropertyId.ReasonString, options.ReasonString)
                .User(options.UserProperties));
        }
        return packet.Finish(PacketType.Disconnect);
    }

    public static ReadOnlyMemory<byte> Ping() => new PacketWriter().Finish(PacketType.PingReq);

    void WriteProperties(PacketWriter packet, Action<PropertyWriter> write)
    {
        if (!IsVersion5)
            return;
        var properties = new PropertyWriter();
        write(properties);
        properties.WriteTo(packet);
    }
}
