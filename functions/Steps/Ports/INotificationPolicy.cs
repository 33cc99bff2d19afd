using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Steps.Ports;

/// <summary>Where the notification policy comes from.</summary>
public interface INotificationPolicy
{
    /// <summary>Makes sure that <see cref="Current"/> is some seconds old at most.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">It was never read, and cannot be now.</exception>
    ValueTask PrepareAsync(CancellationToken cancellationToken);

    /// <summary>The policy that holds now. Never waits: it is asked for each alert.</summary>
    NotificationPolicy Current { get; }
}
