using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Alerts;

/// <summary>
/// The life of an alert: open → acknowledged → cleared, by people or because its condition ended, and open again when the condition comes
/// back, when breaches go on for longer than the cooldown after somebody cleared it, or when somebody says so. What follows from revisions
/// depends on the latest one and on what people did last, never on the order in which records come.
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

    /// <summary>Somebody says that an alert is neither over nor taken.</summary>
    /// <param name="alert">The alert as it is.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="now">When, Unix milliseconds.</param>
    public static AlertTransition Reopen(AlertDocument alert, string by, long now) =>
        Change(alert, AlertStates.Open, by, now, alert.State is AlertStates.Acknowledged or AlertStates.Cleared);

    /// <summary>State of an alert that nobody has done anything with.</summary>
    public static string StateOf(AlertRecord alert) => alert.Cleared is null ? AlertStates.Open : AlertStates.Cleared;

    /// <summary>The document with a revision; null when the stored one is as late or later.</summary>
    /// <param name="stored">The document as it is.</param>
    /// <param name="incoming">The revision.</param>
    /// <param name="now">When, Unix milliseconds.</param>
    public static AlertDocument? Revise(AlertDocument stored, AlertRecord incoming, long now)
    {
        if (OriginOf(stored.Alert) >= OriginOf(incoming)) return null;
        var hand = HandOf(stored);
        var (state, by) = After(incoming, hand);
        return stored with { Alert = incoming, State = state, By = by, Hand = hand, Changed = state == stored.State ? stored.Changed : now, Due = state == AlertStates.Open ? stored.Due : null };
    }

    private static (string State, string? By) After(AlertRecord alert, HandAction? hand)
    {
        if (hand is null || alert.Reopened > hand.Round) return (StateOf(alert), null);
        var goesOn = hand.State == AlertStates.Cleared && AlertTimes.Last(alert) > hand.At + AlertTimes.Cooldown(alert);
        var state = hand.State;
        if (alert.Cleared is not null && !hand.Ended) state = AlertStates.Cleared;
        else if (alert.Cleared is null && goesOn) state = AlertStates.Open;
        return (state, state == hand.State && state != AlertStates.Open && !(goesOn && !hand.Ended) ? hand.By : null);
    }

    private static AlertTransition Change(AlertDocument alert, string to, string by, long now, bool legal)
    {
        if (legal)
        {
            var hand = new HandAction(to, by, now, alert.Alert.Reopened, alert.Alert.Cleared is not null);
            // What is open again waits for somebody anew; when, the timer works out by the policy.
            var next = alert with { State = to, By = to == AlertStates.Open ? null : by, Changed = now, Hand = hand, Escalated = 0, Due = to == AlertStates.Open ? AlertDocument.DueAt(now) : null };
            return new AlertTransition(next, null);
        }

        // The same person asking again is a request that was repeated because its answer got lost.
        if (alert.State == to && HandOf(alert) is { } last && last.State == to && last.By == by) return new AlertTransition(alert, null);
        return new AlertTransition(null, $"The alert is {alert.State}{(alert.By is null ? "" : " by " + alert.By)} and cannot become {to}.");
    }

    // Documents from before it was kept: whoever is named gave the state, and no condition was seen to end.
    private static HandAction? HandOf(AlertDocument alert) =>
        alert.Hand ?? (alert.By is null ? null : new HandAction(alert.State, alert.By, alert.Changed, 0, false));

    // The reader lets no record in whose origin is none.
    private static Origin OriginOf(AlertRecord alert) => Origin.TryParse(alert.Origin, out var origin) ? origin : default;
}
