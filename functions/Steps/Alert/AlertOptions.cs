using ServerlessIot.Domain.Rules;

namespace ServerlessIot.Steps.Alert;

/// <summary>Settings of Alert, section <c>Alert</c>.</summary>
public sealed record AlertOptions
{
    /// <summary>Within this event time of an alert's breaches, further ones of the same rule on the same device are counted instead of told, even when the condition ended in between, where the rule says nothing else. Above 0.</summary>
    public TimeSpan Cooldown { get; init; } = RuleSet.DefaultCooldown;

    /// <summary>A firing without breaches for this long (arrival time), and for as long as its cooldown, is forgotten.</summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most firings remembered for one device and rule, 1–64.</summary>
    public int MostFirings { get; init; } = 8;

    /// <summary>What rules remember of a device is forgotten when nothing came from it for this long. Longer than every window of a rule.</summary>
    public TimeSpan ForgetDevices { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Silence of devices waits for their bridge until no mark of it came for this long: devices may keep meanwhile what it does not acknowledge. 0 = it does not wait.</summary>
    public TimeSpan SilentBridge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The same for a bridge that keeps a spool.</summary>
    public TimeSpan SilentSpool { get; init; } = TimeSpan.FromHours(24);
}
