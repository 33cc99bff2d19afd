namespace ServerlessIot.Domain.Alerts.Policy;

/// <summary>Which alerts something is about. Everything that is given must hold; of a list one entry is enough.</summary>
public sealed record AlertMatch
{
    /// <summary>Every alert.</summary>
    public static AlertMatch Every { get; } = new();

    /// <summary>Least severity, 1–5.</summary>
    public int MinimumSeverity { get; init; } = 1;

    /// <summary>Names of levels: see <see cref="AlertLevels"/>; empty = any.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>Patterns of tenants (<see cref="NamePattern"/>); empty = any.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Patterns of devices; empty = any.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Patterns of rules; empty = any.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Patterns of groups; empty = any, and none.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Whether it is about an alert.</summary>
    public bool Fits(AlertRecord alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return alert.Severity >= MinimumSeverity
            && (Levels.Count == 0 || Levels.Contains(alert.Level))
            && Any(Tenants, alert.Tenant) && Any(Devices, alert.Device) && Any(Rules, alert.Rule) && Any(Groups, alert.Group);
    }

    private static bool Any(IReadOnlyList<string> patterns, string? name)
    {
        if (patterns.Count == 0) return true;
        if (name is null) return false;
        foreach (var pattern in patterns)
        {
            if (NamePattern.Fits(pattern, name)) return true;
        }

        return false;
    }
}
