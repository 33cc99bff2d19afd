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
        if (stored is null) return await OpenAsync(AlertMerge.Open(alert, now), now, cancellationToken);
        if (AlertLifecycle.Revise(stored, alert, now) is not { } next) return null;
        return AlertMerge.Reopens(stored, next) || AlertMerge.Outlasts(next, policy.Current) ? await OpenAsync(next, now, cancellationToken) : next;
    }

    /// <summary>The document of an open alert that maintenance held back, when its time has come: it is told, or goes on waiting where there is maintenance still.</summary>
    /// <param name="stored">The document as it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">It is not known whether the alert is part of a storm.</exception>
    public async Task<AlertDocument> ResumeAsync(AlertDocument stored, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var (now, current) = (time.GetUtcNow().ToUnixTimeMilliseconds(), policy.Current);
        return Maintenance.Postpone(stored, current.SilencedUntil(stored.Alert, now), now) ?? await TellAsync(stored, current, now, cancellationToken);
    }

    private async Task<AlertDocument> OpenAsync(AlertDocument alert, long now, CancellationToken cancellationToken)
    {
        var current = policy.Current;
        return current.IsSilenced(alert.Alert) ? Maintenance.Begin(alert, current, now) : await TellAsync(alert, current, now, cancellationToken);
    }

    private async Task<AlertDocument> TellAsync(AlertDocument alert, NotificationPolicy current, long now, CancellationToken cancellationToken)
    {
        // What it waited for is over.
        alert = alert with { Silenced = false, Due = alert.Silenced ? null : alert.Due };
        var channels = current.ChannelsOf(alert.Alert, sender.Channels);
        if (channels.Count == 0) return alert;
        if (alert.Told > now) return AlertMerge.Tell(alert, channels, current, now);
        // The same record is the same telling, however often it comes.
        var parent = await storms.AskAsync(alert.Alert, $"{alert.Alert.AlertId} {alert.Alert.Origin}", [.. channels.Where(channel => channel != AlertChannels.Command)], cancellationToken);
        // In a storm people are not told, but each device still has what its rule wants it to do.
        if (parent is not null) channels = [.. channels.Where(channel => channel == AlertChannels.Command)];
        if (parent is null) return AlertMerge.Tell(alert with { Parent = null }, channels, current, now);
        return channels.Count == 0 ? alert with { Parent = parent } : AlertMerge.Tell(alert with { Parent = parent }, channels, current, now) with { Due = null };
    }
}
