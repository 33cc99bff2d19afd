using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Steps.Notify;

/// <summary>What a record of the topic alerts does to the alert's document. Pure.</summary>
internal static class AlertMerge
{
    /// <summary>The document of an alert that nobody has seen yet: pending on every channel.</summary>
    public static AlertDocument Open(AlertRecord alert, IEnumerable<string> channels, long now) => new()
    {
        Alert = alert,
        State = AlertLifecycle.StateOf(alert),
        Changed = now,
        Told = now,
        Channels = channels.ToDictionary(name => name, _ => ChannelDelivery.First()),
    };

    /// <summary>The document with a later revision; null when the stored one is as late or later.</summary>
    public static AlertDocument? Revise(AlertDocument stored, AlertRecord incoming, long now) => AlertLifecycle.Revise(stored, incoming, now);

    /// <summary>Whether a revision opened the alert again, so that it is to be told again.</summary>
    public static bool Reopens(AlertDocument stored, AlertDocument next) =>
        next.State == AlertStates.Open && (stored.State != AlertStates.Open || next.Alert.Reopened > stored.Alert.Reopened);

    /// <summary>The document of an alert that is told again on every channel, but not sooner than its cooldown after the last time, and once if that is still to come.</summary>
    public static AlertDocument Again(AlertDocument alert, long now)
    {
        if (alert.Told > now) return alert;
        var told = Math.Max(now, alert.Told + AlertTimes.Cooldown(alert.Alert));
        return alert with { Told = told, Channels = alert.Channels.ToDictionary(entry => entry.Key, entry => entry.Value.Again(told)) };
    }
}
