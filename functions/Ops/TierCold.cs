using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Steps.Tier;

namespace ServerlessIot.Ops;

/// <summary>Months that are old enough leave the warm tier, and the archive when they were kept long enough.</summary>
public sealed class TierCold(TierColdStep step)
{
    /// <summary>Runs by the schedule of the setting TierCold__Schedule, six-field NCRONTAB. A run that fails is followed by the next, which goes on.</summary>
    [Function(nameof(TierCold))]
    public Task RunAsync([TimerTrigger("%TierCold:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        step.RunAsync(cancellationToken);
}
