using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Steps.Ports;

/// <summary>Where the notification policy comes from.</summary>
public interface INotificationPolicy
{
    /// <summary>The policy that holds now. Never waits: it is asked for each alert.</summary>
    NotificationPolicy Current { get; }
}
