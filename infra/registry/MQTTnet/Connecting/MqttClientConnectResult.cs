using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MQTTnet;

/// <summary>What CONNACK said. A refusal is a result with another code than Success, not an exception.</summary>
public sealed class MqttClientConnectResult
{
    /// <summary>MQTT 5: the id that the server gave to a client that came without one.</summary>
    public string AssignedClientIdentifier { get; init; }

    public bool IsSessionPresent { get; init; }

    /// <summary>MQTT 5: largest packet in bytes that the server takes; null means no limit was told.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>MQTT 5: highest QoS that the server takes.</summary>
    public MqttQualityOfServiceLevel MaximumQoS { get; init; }

    /// <summary>MQTT 5: the reason for people.</summary>
    public string ReasonString { get; init; }

    /// <summary>MQTT 5: how many QoS 1 and 2 messages may be unacknowledged; null means 65,535.</summary>
    public ushort? ReceiveMaximum { get; init; }

    public MqttClientConnectResultCode ResultCode { get; init; }

    /// <summary>MQTT 5: keep-alive in seconds that the server asks for; 0 when it keeps the client's.</summary>
    public ushort ServerKeepAlive { get; init; }

    /// <summary>MQTT 5: seconds that the session outlives its connection.</summary>
    public uint? SessionExpiryInterval { get; init; }

    /// <summary>MQTT 5: highest topic alias that the server takes; 0 means none.</summary>
    public ushort TopicAliasMaximum { get; init; }

    public List<MqttUserProperty> UserProperties { get; init; }
}
