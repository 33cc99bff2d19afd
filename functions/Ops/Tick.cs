using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Steps.Ticking;

namespace ServerlessIot.Ops;

/// <summary>Time becomes data: a tick into every partition of telemetry.raw.</summary>
public sealed class Tick(TickStep step, TimeProvider time)
{
    /// <summary>Runs by the schedule of the setting Tick__Schedule, six-field NCRONTAB.</summary>
    [Function(nameof(Tick))]
    public Task RunAsync([TimerTrigger("%Tick:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        step.RunAsync(time.GetUtcNow(), cancellationToken);
}
