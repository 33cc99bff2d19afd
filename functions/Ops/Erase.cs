using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Steps.Erase;

namespace ServerlessIot.Ops;

/// <summary>Erases what was asked to be erased of devices' data.</summary>
public sealed class Erase(EraseStep step)
{
    /// <summary>Runs by the schedule of the setting Erase__Schedule, six-field NCRONTAB. A run that fails is followed by the next, which goes on.</summary>
    [Function(nameof(Erase))]
    public Task RunAsync([TimerTrigger("%Erase:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) => step.RunAsync(cancellationToken);
}
