using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Steps.Notify;

/// <summary>What a record of the topic alerts does to the alert's document. Pure.</summary>
internal static class AlertMerge
{
    /// <summary>The document of an alert that nobody has seen yet, to be told to nobody yet.</summary>
    public static AlertDocument Open(AlertRecord alert, long now) => new()
    {
        Alert = alert,
        State = AlertLifecycle.StateOf(alert),
        Changed = now,
        Channels = new Dictionary<string, ChannelDelivery>(),
    };

    /// <summary>Whether a revision opened the alert again, so that it is to be told again.</summary>
    public static bool Reopens(AlertDocument stored, AlertDocument next) =>
        next.State == AlertStates.Open && (stored.State != AlertStates.Open || next.Alert.Reopened > stored.Alert.Reopened);

    /// <summary>Whether an alert was held back by maintenance, and goes on behind it.</summary>
    public static bool Outlasts(AlertDocument next, NotificationPolicy policy) =>
        next.Silenced && next.State == AlertStates.Open && !policy.IsSilenced(next.Alert);

    /// <summary>
    /// The document of an alert that is to be told on some channels: at once the first time, then not sooner than its cooldown after the last time,
    /// and once if that is still to come.
    /// </summary>
    public static AlertDocument Tell(AlertDocument alert, IEnumerable<string> channels, NotificationPolicy policy, long now)
    {
        var steps = policy.EscalationsOf(alert.Alert);
        if (alert.Told > now) return Escalation.Begin(alert, steps);
        var told = alert.Told == 0 ? now : Math.Max(now, alert.Told + AlertTimes.Cooldown(alert.Alert));
        return Escalation.Begin(alert with { Told = told, Channels = On(alert, channels, told > now ? told : 0) }, steps);
    }

    /// <summary>The deliveries of an alert with a telling more on some channels.</summary>
    public static IReadOnlyDictionary<string, ChannelDelivery> On(AlertDocument alert, IEnumerable<string> channels, long notBefore)
    {
        var deliveries = alert.Channels.ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach (var channel in channels) deliveries[channel] = deliveries.TryGetValue(channel, out var known) ? known.Again(notBefore) : ChannelDelivery.First(notBefore);
        return deliveries;
    }
}
