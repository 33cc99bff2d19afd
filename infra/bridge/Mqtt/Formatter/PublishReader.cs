using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>Reads PUBLISH: MQTT 3.1.1, 3.3 and MQTT 5.0, 3.3. The payload stays where it is.</summary>
internal static class PublishReader
{
    /// <exception cref="MqttViolationException">The packet is malformed or breaks the protocol.</exception>
    public static PublishPacket Read(byte firstByte, ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        var qos = (byte)((firstByte >> 1) & 3);
        if (qos == 3)
            throw MqttViolationException.Malformed("PUBLISH has QoS 3");
        if (qos == 0 && (firstByte & 0x08) != 0)
            throw MqttViolationException.Malformed("PUBLISH has DUP with QoS 0");
        var reader = new MqttSpanReader(body);
        var topic = TopicRules.ReadName(ref reader);
        ushort id = 0;
        if (qos > 0 && (id = reader.ReadUInt16()) == 0)
            throw MqttViolationException.Protocol("PUBLISH has packet identifier 0");
        var properties = PacketProperties.None;
        if (version == ProtocolVersion.V5)
        {
            properties = PropertyReader.Read(ref reader, PropertyReader.Publish);
            if (properties.ResponseTopic is { } response)
                TopicRules.CheckResponseTopic(response);
        }
        if (topic.IsEmpty && properties.TopicAlias is null)
            throw MqttViolationException.Protocol("PUBLISH has neither topic nor alias");
        return new PublishPacket { Topic = topic, Payload = reader.Rest, QoS = qos, PacketId = id, Properties = properties };
    }
}
