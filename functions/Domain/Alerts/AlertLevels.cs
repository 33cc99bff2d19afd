namespace ServerlessIot.Domain.Alerts;

/// <summary>The one place that maps level names to severities. Sources 1 (info, warning, critical), 4 (low, normal, high, critical) and 3 (1–5) meet here.</summary>
public static class AlertLevels
{
    /// <summary>Severity 1.</summary>
    public const string Info = "info";

    /// <summary>Severity 2.</summary>
    public const string Low = "low";

    /// <summary>Severity 3, source 4's name.</summary>
    public const string Normal = "normal";

    /// <summary>Severity 3, source 1's name.</summary>
    public const string Warning = "warning";

    /// <summary>Severity 3, source 7's name.</summary>
    public const string Medium = "medium";

    /// <summary>Severity 4.</summary>
    public const string High = "high";

    /// <summary>Severity 5.</summary>
    public const string Critical = "critical";

    /// <summary>All of them, by severity.</summary>
    public static IReadOnlyList<string> All { get; } = [Info, Low, Normal, Warning, Medium, High, Critical];

    /// <summary>Severity of a level, 1–5; 1 for a name it does not know.</summary>
    public static int SeverityOf(string level) => level switch
    {
        Critical => 5,
        High => 4,
        Warning or Normal or Medium => 3,
        Low => 2,
        _ => 1,
    };

    /// <summary>Level of a severity that came as a number; what lies outside 1–5 counts as the nearer end.</summary>
    public static string LevelOf(int severity) => severity switch
    {
        >= 5 => Critical,
        4 => High,
        3 => Warning,
        2 => Low,
        _ => Info,
    };
}
