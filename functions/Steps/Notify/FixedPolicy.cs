using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>A policy that stays as it is.</summary>
public sealed class FixedPolicy(NotificationPolicy policy) : INotificationPolicy
{
    /// <inheritdoc/>
    public NotificationPolicy Current => policy;

    /// <inheritdoc/>
    public ValueTask PrepareAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
