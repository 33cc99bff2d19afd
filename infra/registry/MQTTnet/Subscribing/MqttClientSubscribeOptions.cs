using MQTTnet.Packets;

namespace MQTTnet;

/// <summary>The filters of one SUBSCRIBE packet.</summary>
public sealed class MqttClientSubscribeOptions
{
    public List<MqttTopicFilter> TopicFilters { get; set; } = [];

    public List<MqttUserProperty> UserProperties { get; set; }
}
