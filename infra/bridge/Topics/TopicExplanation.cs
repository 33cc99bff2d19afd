using ServerlessIot.Bridge.Mqtt.Formatter;

namespace ServerlessIot.Bridge.Topics;

/// <summary>Says in words what the topic map makes of a topic.</summary>
internal static class TopicExplanation
{
    /// <summary>Writes every entry that was tried, and what the topic leads to. False when it leads nowhere.</summary>
    public static bool Write(TextWriter to, IReadOnlyList<TopicMapEntry> entries, string defaultTenant, string topic)
    {
        if (!TopicRules.IsName(topic))
        {
            to.WriteLine($"'{topic}' is no topic name: it is empty, too long, or holds a wildcard or a control character.");
            return false;
        }
        for (var i = 0; i < entries.Count; i++)
        {
            var setting = $"Bridge__TopicMap__{i}  {entries[i].Filter}";
            if (!new TopicMap([entries[i]], defaultTenant).Matches(topic))
            {
                to.WriteLine($"no     {setting}");
                continue;
            }
            to.WriteLine($"match  {setting}");
            if (new TopicMap([entries[i]], defaultTenant).Find(topic) is not { } route)
            {
                to.WriteLine($"The message is refused: tenant, device or type would not be {TopicRoute.NameRule}.");
                return false;
            }
            to.WriteLine($"tenant {route.Tenant}, device {route.Device}, {(route.Type is null ? "no type" : $"type {route.Type}")}; record key {route.Tenant}/{route.Device}");
            return true;
        }
        to.WriteLine("No entry matches: the message is refused (MQTT 5.0: 0x90, Topic Name invalid).");
        return false;
    }
}
