using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Subscribing;

/// <summary>What a device may subscribe to: <c>commands/{its client id}</c> and what is below.</summary>
internal static class CommandTopics
{
    /// <summary>Subscriptions of one connection.</summary>
    public const int MaxSubscriptions = 16;

    /// <summary>Why a filter is refused; null when it is the device's own.</summary>
    /// <example>For device d: "commands/d", "commands/d/#" and "commands/d/+/x" are its own; "commands/+", "commands/dd" and "#" are not.</example>
    public static ReasonCode? Refusal(string filter, string clientId)
    {
        if (filter.StartsWith("$share/", StringComparison.Ordinal))
            return ReasonCode.SharedSubscriptionsNotSupported;
        // A client id with a wildcard or a slash in it would name other devices' topics.
        if (clientId.AsSpan().IndexOfAny('+', '#', '/') >= 0)
            return ReasonCode.NotAuthorized;
        const string Prefix = "commands/";
        if (!filter.StartsWith(Prefix, StringComparison.Ordinal))
            return ReasonCode.NotAuthorized;
        var rest = filter.AsSpan(Prefix.Length);
        return rest.StartsWith(clientId, StringComparison.Ordinal) && (rest.Length == clientId.Length || rest[clientId.Length] == '/')
            ? null
            : ReasonCode.NotAuthorized;
    }
}
