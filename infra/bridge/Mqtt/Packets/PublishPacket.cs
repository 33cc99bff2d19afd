namespace ServerlessIot.Bridge.Mqtt.Packets;

/// <summary>PUBLISH (MQTT 5.0, 3.3), a view over the bytes received.</summary>
internal readonly ref struct PublishPacket
{
    /// <summary>Topic name, valid UTF-8 without wildcards; empty only together with a topic alias.</summary>
    public required ReadOnlySpan<byte> Topic { get; init; }

    public required ReadOnlySpan<byte> Payload { get; init; }

    public required byte QoS { get; init; }

    /// <summary>0 with QoS 0.</summary>
    public required ushort PacketId { get; init; }

    public required PacketProperties Properties { get; init; }
}
