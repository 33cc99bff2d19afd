using ServerlessIot.Domain.Rules;

namespace ServerlessIot.Domain.Alerts;

/// <summary>Times of an alert that records of an older form do not tell.</summary>
public static class AlertTimes
{
    /// <summary>Time of the latest breach, Unix milliseconds.</summary>
    public static long Last(AlertRecord alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return Math.Max(alert.Last, alert.Time);
    }

    /// <summary>Cooldown of its rule, milliseconds.</summary>
    public static long Cooldown(AlertRecord alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return alert.Cooldown > 0 ? alert.Cooldown : (long)RuleSet.DefaultCooldown.TotalMilliseconds;
    }
}
