using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Notify.Storms;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>What becomes of an alert's document when a record comes, and whom it is told to by the policy.</summary>
public sealed class AlertPlanner(INotificationPolicy policy, StormBook storms, AlertSender sender, TimeProvider time)
{
    /// <summary>Makes sure that the policy is known before alerts are held against it.</summary>
    /// <exception cref="StoreUnavailableException">It was never read, and cannot be now.</exception>
    public ValueTask PrepareAsync(CancellationToken cancellationToken) => policy.PrepareAsync(cancellationToken);

    /// <summary>The document as it is to be; null when the record changes nothing.</summary>
    /// <param name="stored">The document as it is; null when there is none.</param>
    /// <param name="alert">The record.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">It is not known whether the alert is part of a storm.</exception>
    public async Task<AlertDocument?> NextAsync(AlertDocument? stored, AlertRecord alert, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (stored is null) return await TellAsync(AlertMerge.Open(alert, now), now, cancellationToken);
        if (AlertLifecycle.Revise(stored, alert, now) is not { } next) return null;
        return AlertMerge.Reopens(stored, next) || AlertMerge.Outlasts(next, policy.Current) ? await TellAsync(next, now, cancellationToken) : next;
    }

    private async Task<AlertDocument> TellAsync(AlertDocument alert, long now, CancellationToken cancellationToken)
    {
        var current = policy.Current;
        if (current.IsSilenced(alert.Alert)) return alert with { Silenced = true };
        alert = alert with { Silenced = false };
        var channels = current.ChannelsOf(alert.Alert, sender.Channels);
        if (channels.Count == 0) return alert;
        if (alert.Told > now) return AlertMerge.Tell(alert, channels, current, now);
        // The same record is the same telling, however often it comes.
        var parent = await storms.AskAsync(alert.Alert, $"{alert.Alert.AlertId} {alert.Alert.Origin}", cancellationToken);
        // In a storm people are not told, but each device still has what its rule wants it to do.
        if (parent is not null) channels = [.. channels.Where(channel => channel == AlertChannels.Command)];
        if (parent is null) return AlertMerge.Tell(alert with { Parent = null }, channels, current, now);
        return channels.Count == 0 ? alert with { Parent = parent } : AlertMerge.Tell(alert with { Parent = parent }, channels, current, now) with { Due = null };
    }
}
