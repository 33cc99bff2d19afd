namespace ServerlessIot.Domain.Rules;

/// <summary>What rules of all kinds have.</summary>
/// <param name="Id">Name, 1–64 of letters, digits, <c>-</c> and <c>_</c>; unique in the set. Alerts carry it.</param>
/// <param name="Scope">Which events it looks at.</param>
/// <param name="Severity">1 (information) to 5 (critical).</param>
/// <param name="Level">Name of the severity.</param>
/// <param name="Message">Text for people with <c>{device}</c>, <c>{measure}</c>, <c>{value}</c>, <c>{limit}</c>, <c>{side}</c>, <c>{score}</c>, <c>{tenant}</c>, <c>{rule}</c>; null for that of the kind.</param>
public sealed record RuleHead(string Id, RuleScope Scope, int Severity, string Level, string? Message)
{
    /// <summary>A breach within this time of an alert's breaches belongs to that alert. 1 s to 30 d; null for the setting <c>Alert__Cooldown</c>.</summary>
    public TimeSpan? Cooldown { get; init; }

    /// <summary>How long the condition has to hold, event time; zero for at once. Up to 1 d.</summary>
    public TimeSpan For { get; init; }

    /// <summary>Attribute of the events by which alerts are grouped when a storm comes, or <c>type</c>; null for none.</summary>
    public string? GroupBy { get; init; }

    /// <summary>Command that an alert of it wants sent to the device; null for none.</summary>
    public string? Action { get; init; }

    /// <summary>Where the rule comes from, for people.</summary>
    public string? Source { get; init; }
}
