using MQTTnet.Protocol;

namespace MQTTnet.Packets;

/// <summary>One topic filter of a SUBSCRIBE packet with its options.</summary>
public sealed class MqttTopicFilter
{
    /// <summary>MQTT 5: don't send this client's own messages back.</summary>
    public bool NoLocal { get; set; }

    public MqttQualityOfServiceLevel QualityOfServiceLevel { get; set; }

    /// <summary>MQTT 5: keep the retain flag as published.</summary>
    public bool RetainAsPublished { get; set; }

    /// <summary>MQTT 5: when retained messages are sent.</summary>
    public MqttRetainHandling RetainHandling { get; set; } = MqttRetainHandling.SendAtSubscribe;

    public string Topic { get; set; }
}
