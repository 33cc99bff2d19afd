using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Steps.Replay;

namespace ServerlessIot.Ops;

/// <summary>Stored rows and refused records go into the log again, as far as live traffic leaves room; rebuilds are compared with what is stored.</summary>
public sealed class Replay(ReplayStep step)
{
    /// <summary>Runs by the schedule of the setting Replay__Schedule, six-field NCRONTAB. A run that fails is followed by the next, which goes on.</summary>
    [Function(nameof(Replay))]
    public Task RunAsync([TimerTrigger("%Replay:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        step.RunAsync(cancellationToken);
}
