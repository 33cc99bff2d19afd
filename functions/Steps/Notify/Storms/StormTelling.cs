using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Steps.Notify.Storms;

/// <summary>What one more child does to the alert of its storm. Pure.</summary>
internal static class StormTelling
{
    /// <summary>The document with the severity of a child where that is higher: then it waits anew for somebody to take it. The same object when it is not.</summary>
    public static AlertDocument Raise(AlertDocument parent, AlertRecord child, NotificationPolicy policy, long now)
    {
        if (child.Severity <= parent.Alert.Severity) return parent;
        var alert = parent.Alert with { Severity = child.Severity, Level = child.Level };
        return Escalation.Begin(parent with { Alert = alert, Told = now }, policy.EscalationsOf(alert));
    }

    /// <summary>The document told on those of some channels that it was not told on yet; the same object when it was told on all.</summary>
    public static AlertDocument Widen(AlertDocument parent, IReadOnlyList<string> channels, NotificationPolicy policy, long now)
    {
        if (parent.Told == 0) return AlertMerge.Tell(parent, channels, policy, now);
        var more = channels.Where(channel => !parent.Channels.ContainsKey(channel)).ToList();
        return more.Count == 0 ? parent : parent with { Channels = AlertMerge.On(parent, more, 0) };
    }
}
