using System.Globalization;

namespace ServerlessIot.Broker.Topics;

/// <summary>Settings of topics that the broker knows, with Kafka's names.</summary>
internal static class TopicConfig
{
    public const string RetentionMs = "retention.ms";
    public const string RetentionBytes = "retention.bytes";
    public const string SegmentBytes = "segment.bytes";
    public const string MaxMessageBytes = "max.message.bytes";

    /// <summary>Accepted with these values only, because nothing else is implemented.</summary>
    private static readonly Dictionary<string, string[]> Fixed = new()
    {
        ["cleanup.policy"] = ["delete"],
        ["compression.type"] = ["producer"],
        ["message.timestamp.type"] = ["CreateTime"],
        ["min.insync.replicas"] = ["1"],
        ["unclean.leader.election.enable"] = ["false", "true"],
    };

    /// <summary>What is wrong with a setting; null when it is good.</summary>
    public static string? Problem(string name, string? value)
    {
        if (Fixed.TryGetValue(name, out var allowed))
            return allowed.Contains(value) ? null : $"{name} can only be {string.Join(" or ", allowed)} here";
        if (name is not (RetentionMs or RetentionBytes or SegmentBytes or MaxMessageBytes))
            return null;
        var least = name switch { SegmentBytes => 1024, MaxMessageBytes => 0, _ => -1 };
        var most = name is SegmentBytes or MaxMessageBytes ? int.MaxValue : long.MaxValue;
        return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? null
            : $"{name} is a whole number from {least} to {most}";
    }

    /// <summary>All settings of a topic: its own over the broker's.</summary>
    public static IEnumerable<(string Name, string Value, bool IsOwn)> All(IReadOnlyDictionary<string, string> own, BrokerOptions options)
    {
        (string Name, string Default)[] defaults =
        [
            ("cleanup.policy", "delete"),
            ("compression.type", "producer"),
            (MaxMessageBytes, Text(options.MaxMessageBytes)),
            ("message.timestamp.type", "CreateTime"),
            ("min.insync.replicas", "1"),
            (RetentionBytes, "-1"),
            (RetentionMs, Text(RetentionMsOf(options))),
            (SegmentBytes, Text(options.SegmentBytes)),
        ];
        foreach (var (name, value) in defaults)
            yield return own.TryGetValue(name, out var set) ? (name, set, true) : (name, value, false);
        foreach (var (name, value) in own)
        {
            if (!Array.Exists(defaults, known => known.Name == name))
                yield return (name, value, true);
        }
    }

    public static long RetentionMsOf(BrokerOptions options) => options.Retention < TimeSpan.Zero ? -1 : (long)options.Retention.TotalMilliseconds;

    /// <summary>A topic's own number, else the default.</summary>
    public static long Number(IReadOnlyDictionary<string, string> own, string name, long otherwise) =>
        own.TryGetValue(name, out var value) ? long.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
