using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Steps.Alert;

/// <summary>Settings of Alert, section <c>Alert</c>.</summary>
public sealed record AlertOptions
{
    /// <summary>Within this event time, before or after a firing, further breaches of the same rule on the same device are counted instead of told. Above 0.</summary>
    public TimeSpan Cooldown { get; init; } = DefaultRules.Cooldown;

    /// <summary>A firing without breaches for this long (arrival time) is forgotten. At least the cooldown.</summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most firings remembered for one device and rule, 1–64.</summary>
    public int MostFirings { get; init; } = 8;
}
