using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt;

/// <summary>A peer broke the protocol: its connection is closed, MQTT 5.0 peers are told why first.</summary>
internal sealed class MqttViolationException : Exception
{
    public MqttViolationException(ReasonCode reason, string message)
        : base(message) => Reason = reason;

    /// <summary>Sent in DISCONNECT (or CONNACK) to MQTT 5.0 peers.</summary>
    public ReasonCode Reason { get; }

    public static MqttViolationException Malformed(string message) => new(ReasonCode.MalformedPacket, message);

    public static MqttViolationException Protocol(string message) => new(ReasonCode.ProtocolError, message);
}
