using ServerlessIot.Steps.Notify.Storms;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>What is due for alerts without a record: storms that have passed, alerts that nobody takes, deliveries that are pending. A timer runs it; runs may overlap.</summary>
public sealed class AlertSweep(StormWatch storms, EscalateUntaken untaken, ResendPending pending, INotificationPolicy policy)
{
    /// <summary>Looks at everything that is due.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer; the next run goes on.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await policy.PrepareAsync(cancellationToken);
        await storms.RunAsync(cancellationToken);
        await untaken.RunAsync(cancellationToken);
        await pending.RunAsync(cancellationToken);
    }
}
