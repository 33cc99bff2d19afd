using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Topics;

/// <summary>Says in words what the topic map makes of a topic.</summary>
internal static class TopicExplanation
{
    /// <summary>Writes every entry that was tried, and what the topic leads to. False when it leads nowhere.</summary>
    public static bool Write(TextWriter to, BridgeOptions options, string topic)
    {
        if (!TopicRules.IsName(topic))
        {
            to.WriteLine($"'{topic}' is no topic name: it is empty, too long, or holds a wildcard or a control character.");
            return false;
        }
        for (var i = 0; i < options.TopicMap.Count; i++)
        {
            var entry = options.TopicMap[i];
            var map = new TopicMap([entry], options.DefaultTenant, options.Targets);
            var matches = map.Matches(topic);
            to.WriteLine($"{(matches ? "match " : "no    ")} Bridge__TopicMap__{i}  {entry.Filter}");
            if (!matches)
                continue;
            if (map.Find(topic, out var refusal) is not { } route)
            {
                to.WriteLine($"The message is refused: {refusal}.");
                return false;
            }
            Write(to, route, options.RawTopic);
            return true;
        }
        to.WriteLine("No entry matches: the message is refused (MQTT 5.0: 0x90, Topic Name invalid).");
        return false;
    }

    private static void Write(TextWriter to, TopicRoute route, string rawTopic)
    {
        to.WriteLine($"tenant {route.Tenant}, device {route.Device}, {(route.Type is null ? "no type" : $"type {route.Type}")}; record key {route.Tenant}/{route.Device}");
        to.WriteLine(route.KafkaTopic is { } kafkaTopic ? $"Kafka topic {kafkaTopic} in place of {rawTopic}: no step reads it" : $"Kafka topic {rawTopic}");
        foreach (var (name, value) in route.Headers)
            to.WriteLine($"header {name}: {value}");
        if (route.Priority is { } priority)
            to.WriteLine($"priority {priority.ToString().ToLowerInvariant()}");
    }
}
