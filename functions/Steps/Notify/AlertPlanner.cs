using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>What becomes of an alert's document when a record comes, and whom it is told to by the policy.</summary>
public sealed class AlertPlanner(INotificationPolicy policy, IEnumerable<IAlertChannel> channels, TimeProvider time)
{
    private readonly string[] setUp = [.. channels.Select(channel => channel.Name)];

    /// <summary>The document as it is to be; null when the record changes nothing.</summary>
    /// <param name="stored">The document as it is; null when there is none.</param>
    /// <param name="alert">The record.</param>
    public AlertDocument? Next(AlertDocument? stored, AlertRecord alert)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (stored is null) return Tell(AlertMerge.Open(alert, now), now);
        if (AlertLifecycle.Revise(stored, alert, now) is not { } next) return null;
        return AlertMerge.Reopens(stored, next) || AlertMerge.Outlasts(next, policy.Current) ? Tell(next, now) : next;
    }

    private AlertDocument Tell(AlertDocument alert, long now)
    {
        if (policy.Current.IsSilenced(alert.Alert)) return alert with { Silenced = true };
        return AlertMerge.Tell(alert with { Silenced = false }, policy.Current.ChannelsOf(alert.Alert, setUp), now);
    }
}
