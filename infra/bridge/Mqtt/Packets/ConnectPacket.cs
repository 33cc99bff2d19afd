namespace ServerlessIot.Bridge.Mqtt.Packets;

/// <summary>CONNECT: MQTT 3.1.1, 3.1 and MQTT 5.0, 3.1.</summary>
internal sealed record ConnectPacket
{
    public required ProtocolVersion Version { get; init; }

    public required bool CleanStart { get; init; }

    /// <summary>Seconds; 0 turns the keep-alive off.</summary>
    public required ushort KeepAliveSeconds { get; init; }

    /// <summary>May be empty: the server then chooses.</summary>
    public required string ClientId { get; init; }

    public WillMessage? Will { get; init; }

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    public PacketProperties Properties { get; init; } = PacketProperties.None;
}
