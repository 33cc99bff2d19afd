using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt;

/// <summary>A peer broke the protocol: its connection is closed, MQTT 5.0 peers are told why first.</summary>
internal sealed class MqttViolationException : Exception
{
    public MqttViolationException(ReasonCode reason, string message)
        : base(message) => Reason = reason;

    /// <summary>Sent in DISCONNECT (or CONNACK) to MQTT 5.0 peers.</summary>
    public ReasonCode Reason { get; }

    /// <summary>The server to go to, MQTT 5.0's Server Reference (4.11); null when none is known.</summary>
    public string? Server { get; init; }

    /// <summary>Whether it speaks against the device; it does not when the device could not know better.</summary>
    public bool IsOdd { get; init; } = true;

    public static MqttViolationException Malformed(string message) => new(ReasonCode.MalformedPacket, message);

    public static MqttViolationException Protocol(string message) => new(ReasonCode.ProtocolError, message);
}
