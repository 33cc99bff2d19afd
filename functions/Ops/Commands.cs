using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Steps.Commands;

namespace ServerlessIot.Ops;

/// <summary>Commands whose time is over end; those that were recorded and never told are told.</summary>
public sealed class Commands(CommandSweep sweep)
{
    /// <summary>Runs by the schedule of the setting Commands__Schedule, six-field NCRONTAB. A run that fails is followed by the next.</summary>
    [Function(nameof(Commands))]
    public Task RunAsync([TimerTrigger("%Commands:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        sweep.RunAsync(cancellationToken);
}
