namespace ServerlessIot.Bridge.Mqtt.Packets;

/// <summary>The properties of one packet, as far as this server uses them (MQTT 5.0, 2.2.2.2). Absent ones are null.</summary>
internal sealed class PacketProperties
{
    /// <summary>What a packet without properties has; never changed.</summary>
    public static readonly PacketProperties None = new();

    public byte? PayloadFormat { get; set; }

    public string? ContentType { get; set; }

    public string? ResponseTopic { get; set; }

    public byte[]? CorrelationData { get; set; }

    public uint? SubscriptionIdentifier { get; set; }

    public uint? SessionExpirySeconds { get; set; }

    public string? AuthenticationMethod { get; set; }

    public byte[]? AuthenticationData { get; set; }

    public bool? RequestProblemInformation { get; set; }

    public bool? RequestResponseInformation { get; set; }

    public ushort? ReceiveMaximum { get; set; }

    public ushort? TopicAliasMaximum { get; set; }

    public ushort? TopicAlias { get; set; }

    public uint? MaximumPacketSize { get; set; }

    /// <summary>User properties in the order sent; names may repeat.</summary>
    public List<KeyValuePair<string, string>>? UserProperties { get; set; }
}
