using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Steps.Compact;

namespace ServerlessIot.Ops;

/// <summary>Hot blobs become segments of five minutes, hours and days; what was replaced is deleted an hour later.</summary>
public sealed class Compact(CompactStep step)
{
    /// <summary>Runs by the schedule of the setting Compact__Schedule, six-field NCRONTAB. A run that fails is followed by the next, which goes on.</summary>
    [Function(nameof(Compact))]
    public Task RunAsync([TimerTrigger("%Compact:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        step.RunAsync(cancellationToken);
}
