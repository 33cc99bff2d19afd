using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Formatter;

/// <summary>Reads CONNECT: MQTT 3.1.1, 3.1 and MQTT 5.0, 3.1.</summary>
internal static class ConnectReader
{
    /// <summary>Reads the packet.</summary>
    /// <param name="body">Everything behind the fixed header.</param>
    /// <param name="version">The version asked for as soon as it is known, so that a refusal can be worded in it.</param>
    /// <exception cref="MqttViolationException">Reason UnsupportedProtocolVersion, MalformedPacket or ProtocolError.</exception>
    public static ConnectPacket Read(ReadOnlySpan<byte> body, ref ProtocolVersion version)
    {
        var reader = new MqttSpanReader(body);
        var name = reader.ReadUtf8();
        if (!name.SequenceEqual("MQTT"u8) && !name.SequenceEqual("MQIsdp"u8))
            throw MqttViolationException.Protocol("the protocol name is not MQTT");
        var level = reader.ReadByte();
        version = level >= 5 ? ProtocolVersion.V5 : ProtocolVersion.V311;
        if (level is not (4 or 5) || name.Length != 4)
            throw new MqttViolationException(ReasonCode.UnsupportedProtocolVersion, $"protocol level {level} is not spoken here");

        var flags = reader.ReadByte();
        CheckFlags(flags, version);
        var keepAlive = reader.ReadUInt16();
        var v5 = version == ProtocolVersion.V5;
        var properties = v5 ? PropertyReader.Read(ref reader, PropertyReader.Connect) : PacketProperties.None;
        if (properties is { AuthenticationData: not null, AuthenticationMethod: null })
            throw MqttViolationException.Protocol("authentication data is given without a method");
        var clientId = reader.ReadString();
        var will = (flags & 0x04) == 0 ? null : ReadWill(ref reader, flags, v5);
        var user = (flags & 0x80) == 0 ? null : reader.ReadString();
        var password = (flags & 0x40) == 0 ? null : reader.ReadBinary().ToArray();
        if (!reader.AtEnd)
            throw MqttViolationException.Malformed("bytes are left behind the last field of CONNECT");
        return new ConnectPacket
        {
            Version = version,
            CleanStart = (flags & 0x02) != 0,
            KeepAliveSeconds = keepAlive,
            ClientId = clientId,
            Will = will,
            UserName = user,
            Password = password,
            Properties = properties,
        };
    }

    private static void CheckFlags(byte flags, ProtocolVersion version)
    {
        if ((flags & 0x01) != 0)
            throw MqttViolationException.Malformed("the reserved flag of CONNECT is set");
        var willQoS = (flags >> 3) & 3;
        if (willQoS == 3)
            throw MqttViolationException.Malformed("the will has QoS 3");
        if ((flags & 0x04) == 0 && (flags & 0x38) != 0)
            throw MqttViolationException.Malformed("will QoS or will retain is set without a will");
        if (version == ProtocolVersion.V311 && (flags & 0xC0) == 0x40)
            throw MqttViolationException.Malformed("a password is given without a user name");
    }

    private static WillMessage ReadWill(ref MqttSpanReader reader, byte flags, bool v5)
    {
        var properties = v5 ? PropertyReader.Read(ref reader, PropertyReader.Will) : PacketProperties.None;
        var topic = TopicRules.ReadName(ref reader);
        if (topic.IsEmpty)
            throw MqttViolationException.Malformed("the will has no topic");
        if (properties.ResponseTopic is { } response)
            TopicRules.CheckResponseTopic(response);
        return new WillMessage(topic.ToArray(), reader.ReadBinary().ToArray(), (byte)((flags >> 3) & 3), (flags & 0x20) != 0, properties);
    }
}
