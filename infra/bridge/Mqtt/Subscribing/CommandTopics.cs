using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Subscribing;

/// <summary>What a device may subscribe to: <c>commands/{its client id}</c> and what is below.</summary>
internal static class CommandTopics
{
    /// <summary>Subscriptions of one connection.</summary>
    public const int MaxSubscriptions = 16;

    private const string Prefix = "commands/";

    /// <summary>The topic of a device's commands.</summary>
    public static string Of(string clientId) => Prefix + clientId;

    /// <summary>Whether a topic is one of commands, which no device may publish to.</summary>
    public static bool IsOne(string topic) => topic.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether a filter matches a topic: MQTT 5.0, 4.7. Neither begins with $.</summary>
    /// <example>"a/+" matches "a/b", not "a" or "a/b/c". "a/#" matches "a", "a/b", "a/b/c".</example>
    public static bool Matches(string filter, string topic)
    {
        var (wanted, levels) = (filter.Split('/'), topic.Split('/'));
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == "#")
                return true;
            if (i == levels.Length || (wanted[i] != "+" && !string.Equals(wanted[i], levels[i], StringComparison.Ordinal)))
                return false;
        }
        return wanted.Length == levels.Length;
    }

    /// <summary>Why a filter is refused; null when it is the device's own.</summary>
    /// <example>For device d: "commands/d", "commands/d/#" and "commands/d/+/x" are its own; "commands/+", "commands/dd" and "#" are not.</example>
    public static ReasonCode? Refusal(string filter, string clientId)
    {
        if (filter.StartsWith("$share/", StringComparison.Ordinal))
            return ReasonCode.SharedSubscriptionsNotSupported;
        // A client id with a wildcard or a slash in it would name other devices' topics.
        if (clientId.AsSpan().IndexOfAny('+', '#', '/') >= 0)
            return ReasonCode.NotAuthorized;
        if (!filter.StartsWith(Prefix, StringComparison.Ordinal))
            return ReasonCode.NotAuthorized;
        var rest = filter.AsSpan(Prefix.Length);
        return rest.StartsWith(clientId, StringComparison.Ordinal) && (rest.Length == clientId.Length || rest[clientId.Length] == '/')
            ? null
            : ReasonCode.NotAuthorized;
    }
}
