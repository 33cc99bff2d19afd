using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Steps.Notify;

/// <summary>What happens to alerts that nobody takes. Pure: how far an alert got stands in its document.</summary>
internal static class Escalation
{
    /// <summary>The document of an alert that is opened: no step is taken, and the first one is due in its time.</summary>
    public static AlertDocument Begin(AlertDocument alert, IReadOnlyList<EscalationStep> steps) => Waiting(alert with { Escalated = 0 }, steps);

    /// <summary>The document with every step taken that is due by now, each once; the same object when nothing changes.</summary>
    /// <param name="alert">The document as it is.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="setUp">Channels that are set up.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static AlertDocument Next(AlertDocument alert, NotificationPolicy policy, IReadOnlyList<string> setUp, long now)
    {
        if (alert.State != AlertStates.Open || alert.Parent is not null) return alert.Due is null ? alert : alert with { Due = null };
        var (steps, channels, taken) = (policy.EscalationsOf(alert.Alert), new HashSet<string>(), alert.Escalated);
        for (; taken < steps.Count && DueAt(alert, steps[taken]) <= now; taken++) channels.UnionWith(steps[taken].Channels);
        // People are not to be called in maintenance, whenever the alert was told.
        if (taken > alert.Escalated && Maintenance.Postpone(alert, policy.SilencedUntil(alert.Alert, now), now) is { } later) return later;
        var next = Waiting(alert with { Escalated = taken }, steps);
        var told = NotificationPolicy.Among(channels, alert.Alert, setUp);
        if (told.Count > 0) next = next with { Channels = AlertMerge.On(alert, told, 0) };
        return next.Due == alert.Due && taken == alert.Escalated ? alert : next;
    }

    private static AlertDocument Waiting(AlertDocument alert, IReadOnlyList<EscalationStep> steps) =>
        alert with { Due = alert.State == AlertStates.Open && alert.Escalated < steps.Count ? AlertDocument.DueAt(DueAt(alert, steps[alert.Escalated])) : null };

    // From when people could know of it: what waits for its cooldown is told later than it was opened.
    private static long DueAt(AlertDocument alert, EscalationStep step) => Math.Max(alert.Told, alert.Changed) + (long)step.After.TotalMilliseconds;
}
