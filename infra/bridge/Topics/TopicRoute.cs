using ServerlessIot.Bridge.Edge;

namespace ServerlessIot.Bridge.Topics;

/// <summary>Where a topic leads to.</summary>
/// <param name="Tenant">See <see cref="NameRule"/>.</param>
/// <param name="Device">See <see cref="NameRule"/>.</param>
/// <param name="Type">Data or sensor type; null when the topic names none.</param>
public sealed record TopicRoute(string Tenant, string Device, string? Type)
{
    /// <summary>Priority that the entry gives to its topics; null when it gives none.</summary>
    public UplinkPriority? Priority { get; init; }

    /// <summary>Kafka topic that the record goes to in place of telemetry.raw; null for telemetry.raw.</summary>
    public string? KafkaTopic { get; init; }

    /// <summary>Headers that the entry gives to its records.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What tenant, device and type may be.</summary>
    public const string NameRule = "1 to 128 characters without '/' or control characters";

    /// <summary>Whether a text keeps <see cref="NameRule"/>.</summary>
    public static bool IsName(string text)
    {
        if (text.Length is 0 or > 128)
            return false;
        foreach (var c in text)
            if (c == '/' || char.IsControl(c))
                return false;
        return true;
    }
}
