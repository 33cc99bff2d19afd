namespace ServerlessIot.Domain.Rules;

/// <summary>A rule's condition held for an event or tick, or ended with it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="IsOver">Whether the condition ended; else it holds.</param>
/// <param name="Finding">What it found; the default when it ended.</param>
/// <param name="Time">Time of the breach or end, Unix milliseconds.</param>
/// <param name="Silence">Arrival of the last event before a silence, Unix milliseconds; 0 when an event was the cause.</param>
public readonly record struct RuleTurn(Rule Rule, bool IsOver, Finding Finding, long Time, long Silence = 0)
{
    /// <summary>Of a breach that came late: from when on it was known to be over, Unix milliseconds; null while the condition holds.</summary>
    public long? Ended { get; init; }

    /// <summary>What stands for the event's id where none was the cause: the same silence gives the same alert.</summary>
    public string SilenceId => FormattableString.Invariant($"silent-since-{Silence}");
}
