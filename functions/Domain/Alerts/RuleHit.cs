namespace ServerlessIot.Domain.Alerts;

/// <summary>One event broke one rule.</summary>
/// <param name="Rule">Name of the rule, such as <c>temperature-critical</c>.</param>
/// <param name="Severity">1 (information) to 5 (critical).</param>
/// <param name="Level">Name of the severity as its source calls it: see <see cref="AlertLevels"/>.</param>
/// <param name="Measure">Measure that broke it.</param>
/// <param name="Value">Its value.</param>
/// <param name="Limit">The limit, in the unit of the value.</param>
/// <param name="Message">Text for people.</param>
public readonly record struct RuleHit(string Rule, int Severity, string Level, string Measure, double Value, double Limit, string Message)
{
    /// <summary>Command that the rule wants sent to the device; null for none.</summary>
    public string? Action { get; init; }

    /// <summary>What else the rule found, by name; null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <summary>What alerts of it are grouped by when a storm comes; null for nothing.</summary>
    public string? Group { get; init; }

    /// <summary>Cooldown of the rule; null for the setting <c>Alert__Cooldown</c>.</summary>
    public TimeSpan? Cooldown { get; init; }
}
