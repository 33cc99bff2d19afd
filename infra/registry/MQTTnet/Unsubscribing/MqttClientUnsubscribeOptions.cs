using MQTTnet.Packets;

namespace MQTTnet;

/// <summary>The filters of one UNSUBSCRIBE packet.</summary>
public sealed class MqttClientUnsubscribeOptions
{
    public List<string> TopicFilters { get; set; } = [];

    public List<MqttUserProperty> UserProperties { get; set; }
}
