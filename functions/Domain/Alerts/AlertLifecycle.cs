namespace ServerlessIot.Domain.Alerts;

/// <summary>
/// What people may do with an alert: open → acknowledged → cleared, or open → cleared at once. Cleared is the end: the
/// next breach after the cooldown opens an alert of its own.
/// </summary>
public static class AlertLifecycle
{
    /// <summary>Somebody takes an open alert.</summary>
    /// <param name="alert">The alert as it is.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="now">When, Unix milliseconds.</param>
    public static AlertTransition Acknowledge(AlertDocument alert, string by, long now) =>
        Change(alert, AlertStates.Acknowledged, by, now, alert.State == AlertStates.Open);

    /// <summary>Somebody says that an alert is over.</summary>
    /// <param name="alert">The alert as it is.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="now">When, Unix milliseconds.</param>
    public static AlertTransition Clear(AlertDocument alert, string by, long now) =>
        Change(alert, AlertStates.Cleared, by, now, alert.State is AlertStates.Open or AlertStates.Acknowledged);

    private static AlertTransition Change(AlertDocument alert, string to, string by, long now, bool legal)
    {
        if (legal) return new AlertTransition(alert with { State = to, By = by, Changed = now }, null);
        // The same person asking again is a request that was repeated because its answer got lost.
        if (alert.State == to && alert.By == by) return new AlertTransition(alert, null);
        return new AlertTransition(null, $"The alert is {alert.State}{(alert.By is null ? "" : " by " + alert.By)} and cannot become {to}.");
    }
}

/// <summary>What came of a wish to change an alert.</summary>
/// <param name="Next">The alert as it is to be, which is the very same object when nothing changes; null when the wish is illegal.</param>
/// <param name="Reason">Why it is illegal, for people; null when it is legal.</param>
public readonly record struct AlertTransition(AlertDocument? Next, string? Reason);
