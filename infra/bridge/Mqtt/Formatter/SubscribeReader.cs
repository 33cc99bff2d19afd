using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>Reads SUBSCRIBE and UNSUBSCRIBE: MQTT 3.1.1, 3.8 and 3.10; MQTT 5.0, 3.8 and 3.10.</summary>
internal static class SubscribeReader
{
    /// <exception cref="MqttViolationException">The packet is malformed or breaks the protocol.</exception>
    public static SubscribePacket ReadSubscribe(ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        var reader = new MqttSpanReader(body);
        var id = ReadPacketId(ref reader);
        var properties = version == ProtocolVersion.V5 ? PropertyReader.Read(ref reader, PropertyReader.Subscribe) : PacketProperties.None;
        var subscriptions = new List<(string, byte)>();
        while (!reader.AtEnd)
        {
            var filter = ReadFilter(ref reader);
            var options = reader.ReadByte();
            // 3.1.1: six reserved bits. 5.0: two, and retain handling 3 does not exist.
            var reserved = version == ProtocolVersion.V5 ? 0xC0 : 0xFC;
            if ((options & reserved) != 0)
                throw MqttViolationException.Malformed("reserved bits of a subscription are set");
            if ((options & 3) == 3)
                throw MqttViolationException.Malformed("a subscription asks for QoS 3");
            if ((options & 0x30) == 0x30)
                throw MqttViolationException.Protocol("retain handling 3 does not exist");
            subscriptions.Add((filter, (byte)(options & 3)));
        }
        if (subscriptions.Count == 0)
            throw MqttViolationException.Protocol("SUBSCRIBE has no topic filter");
        return new SubscribePacket(id, subscriptions, properties);
    }

    /// <exception cref="MqttViolationException">The packet is malformed or breaks the protocol.</exception>
    public static UnsubscribePacket ReadUnsubscribe(ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        var reader = new MqttSpanReader(body);
        var id = ReadPacketId(ref reader);
        if (version == ProtocolVersion.V5)
            PropertyReader.Read(ref reader, PropertyReader.Unsubscribe);
        var filters = new List<string>();
        while (!reader.AtEnd)
            filters.Add(ReadFilter(ref reader));
        if (filters.Count == 0)
            throw MqttViolationException.Protocol("UNSUBSCRIBE has no topic filter");
        return new UnsubscribePacket(id, filters);
    }

    private static ushort ReadPacketId(ref MqttSpanReader reader)
    {
        var id = reader.ReadUInt16();
        return id != 0 ? id : throw MqttViolationException.Protocol("the packet identifier is 0");
    }

    private static string ReadFilter(ref MqttSpanReader reader)
    {
        var filter = reader.ReadString();
        return TopicRules.IsFilter(filter)
            ? filter
            : throw new MqttViolationException(ReasonCode.TopicFilterInvalid, "a topic filter has its wildcards at the wrong place");
    }
}
