namespace ServerlessIot.Plan.Sizing;

/// <summary>Who reads what; a test holds it against the triggers of the code.</summary>
public static class Topology
{
    /// <summary>Kafka functions with the topic that each reads, each after those whose output it reads.</summary>
    public static IReadOnlyList<(string Function, string Topic)> Readers { get; } =
    [
        ("Validate", "Raw"), ("Alert", "Valid"), ("Aggregate", "Valid"), ("Store", "Valid"), ("Track", "Valid"), ("Windows", "Aggregates"), ("Notify", "Alerts"), ("Reply", "Replies"),
    ];

    /// <summary>Who writes a topic that a function reads; null for the bridge's.</summary>
    public static string? Writer(string topic) => topic switch
    {
        "Valid" => "Validate",
        "Aggregates" => "Aggregate",
        "Alerts" => "Alert",
        _ => null,
    };
}
