using MQTTnet.Packets;

namespace MQTTnet;

/// <summary>How to say goodbye. All but a normal disconnection needs MQTT 5.</summary>
public sealed class MqttClientDisconnectOptions
{
    public MqttClientDisconnectOptionsReason Reason { get; set; } = MqttClientDisconnectOptionsReason.NormalDisconnection;

    public string ReasonString { get; set; }

    /// <summary>Seconds that the session outlives the connection; 0 leaves what CONNECT said.</summary>
    public uint SessionExpiryInterval { get; set; }

    public List<MqttUserProperty> UserProperties { get; set; }
}
