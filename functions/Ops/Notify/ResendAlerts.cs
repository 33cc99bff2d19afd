using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Steps.Notify;

namespace ServerlessIot.Ops.Notify;

/// <summary>Alerts that a channel did not take are sent again; storms that have passed end, and what nobody takes is escalated.</summary>
public sealed class ResendAlerts(AlertSweep sweep)
{
    /// <summary>Looks every 15 s for what is due. A run that fails is followed by the next.</summary>
    [Function(nameof(ResendAlerts))]
    public Task RunAsync([TimerTrigger("*/15 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        sweep.RunAsync(cancellationToken);
}
