using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Edge;

/// <summary>The priority of a message: that of the topic map's entry, else critical for alerts, else the MQTT 5 user property <c>priority</c>, else medium.</summary>
internal static class Priorities
{
    public const string UserProperty = "priority";
    private const string AlertType = "alert";

    /// <summary>What the topic alone says; null when it says nothing.</summary>
    public static UplinkPriority? Of(TopicRoute route) =>
        route.Priority ?? (string.Equals(route.Type, AlertType, StringComparison.OrdinalIgnoreCase) ? UplinkPriority.Critical : null);

    /// <summary>Of a message on a topic with this priority; an operator's word counts more than a device's.</summary>
    public static UplinkPriority Of(UplinkPriority? topic, PacketProperties properties)
    {
        if (topic is { } said)
            return said;
        foreach (var (name, value) in properties.UserProperties ?? [])
            if (name == UserProperty && Parse(value) is { } priority)
                return priority;
        return UplinkPriority.Medium;
    }

    /// <summary>critical, high, medium or low in any case; null for everything else.</summary>
    public static UplinkPriority? Parse(string? text) =>
        Enum.TryParse<UplinkPriority>(text, ignoreCase: true, out var priority) && Enum.IsDefined(priority) && !char.IsAsciiDigit(text![0]) ? priority : null;
}
