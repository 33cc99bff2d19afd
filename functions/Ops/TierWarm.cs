using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Steps.Tier;

namespace ServerlessIot.Ops;

/// <summary>Days that are old enough leave the hot tier.</summary>
public sealed class TierWarm(TierWarmStep step)
{
    /// <summary>Runs by the schedule of the setting TierWarm__Schedule, six-field NCRONTAB. A run that fails is followed by the next, which goes on.</summary>
    [Function(nameof(TierWarm))]
    public Task RunAsync([TimerTrigger("%TierWarm:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        step.RunAsync(cancellationToken);
}
