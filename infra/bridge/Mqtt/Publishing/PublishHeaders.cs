using System.Text;
using Confluent.Kafka;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Mqtt.Publishing;

/// <summary>
/// MQTT 5.0 properties as record headers: content type → content-type, response topic → mqtt-response-topic, correlation data →
/// mqtt-correlation-data, user property x → mqtt-user-x; a user property traceparent (W3C Trace Context for MQTT) keeps its name when its value is one.
/// </summary>
internal static class PublishHeaders
{
    /// <returns>False when the properties are more than the settings allow.</returns>
    public static bool TryCreate(PacketProperties properties, BridgeOptions options, out List<Header>? headers)
    {
        headers = null;
        if (properties == PacketProperties.None)
            return true;
        if (properties.UserProperties?.Count > options.MaxUserProperties)
            return false;
        if (!string.IsNullOrEmpty(properties.ContentType))
            Add(ref headers, LogHeaders.ContentType, Encoding.UTF8.GetBytes(properties.ContentType));
        if (properties.ResponseTopic is { } response)
            Add(ref headers, "mqtt-response-topic", Encoding.UTF8.GetBytes(response));
        if (properties.CorrelationData is { } correlation)
            Add(ref headers, "mqtt-correlation-data", correlation);
        foreach (var (name, value) in properties.UserProperties ?? [])
            Add(ref headers, name == LogHeaders.TraceParent && TraceParents.IsOne(value) ? name : "mqtt-user-" + name, Encoding.UTF8.GetBytes(value));
        return headers is null || headers.Sum(h => Encoding.UTF8.GetByteCount(h.Key) + h.GetValueBytes().Length) <= options.MaxPropertyBytes;
    }

    private static void Add(ref List<Header>? headers, string name, byte[] value) => (headers ??= []).Add(new Header(name, value));
}
