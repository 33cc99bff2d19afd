namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>A topic of Sparkplug's namespace: <c>spBv1.0/{group}/{message}/{node}</c>, with <c>/{device}</c> for a device behind the node.</summary>
/// <param name="Group">Group of the edge node.</param>
/// <param name="Message">Kind of message, such as <c>DDATA</c>.</param>
/// <param name="Node">Edge node.</param>
/// <param name="Device">Device; null for the node itself.</param>
public readonly record struct SparkplugTopic(string Group, string Message, string Node, string? Device)
{
    private const string Namespace = "spBv1.0/";

    /// <summary>Whether a topic belongs to the namespace.</summary>
    public static bool Is(string? topic) => topic is not null && topic.StartsWith(Namespace, StringComparison.Ordinal);

    /// <summary>Whether a topic is one on which a sender tells its names.</summary>
    internal static bool IsOfBirth(string topic) => TryParse(topic, out var parsed) && parsed.IsBirth;

    /// <summary>Whether the sender tells its names.</summary>
    internal bool IsBirth => Message is "NBIRTH" or "DBIRTH";

    /// <summary>Whether the sender is gone.</summary>
    internal bool IsDeath => Message is "NDEATH" or "DDEATH";

    /// <summary>Whether the broker sent it as the node's will, with times of when the node connected.</summary>
    internal bool IsWill => Message == "NDEATH";

    /// <summary>Takes a topic apart; false when it is of another shape, or carries no measured data.</summary>
    internal static bool TryParse(string topic, out SparkplugTopic parsed)
    {
        parsed = default;
        var levels = topic.Split('/');
        if (levels.Length is not (4 or 5) || Array.Exists(levels, level => level.Length == 0)) return false;
        parsed = new SparkplugTopic(levels[1], levels[2], levels[3], levels.Length == 5 ? levels[4] : null);
        return parsed.Message is "NBIRTH" or "NDATA" or "NDEATH" ? parsed.Device is null : parsed.Message is "DBIRTH" or "DDATA" or "DDEATH" && parsed.Device is not null;
    }
}
