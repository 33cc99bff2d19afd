using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Steps.Notify;

/// <summary>When an alert is looked at that maintenance holds back. Pure. Silences break their rule once, so that no revision says that they go on behind it.</summary>
internal static class Maintenance
{
    /// <summary>Milliseconds behind the end, so that what ended within the maintenance is known to have ended: revisions come with ticks, once a minute.</summary>
    public const long Settle = 2 * 60_000;

    /// <summary>Longest wait, milliseconds: who publishes rules may end a maintenance early.</summary>
    public const long Longest = 60 * 60_000;

    /// <summary>The document of an alert that is to be told, and whose latest breach lies in maintenance.</summary>
    public static AlertDocument Begin(AlertDocument alert, NotificationPolicy policy, long now) =>
        alert with { Silenced = true, Due = alert.State == AlertStates.Open ? DueAt(policy.SilencedUntil(alert.Alert, AlertTimes.Last(alert.Alert)), now) : null };

    /// <summary>The document with its next look behind the maintenance; null when there is none now.</summary>
    /// <param name="alert">The document as it is.</param>
    /// <param name="until">First time after the maintenance, Unix milliseconds; 0 for none.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static AlertDocument? Postpone(AlertDocument alert, long until, long now) => until > now ? alert with { Due = DueAt(until, now) } : null;

    private static string DueAt(long until, long now) => AlertDocument.DueAt(until - now > Longest ? now + Longest : Math.Max(until, now) + Settle);
}
