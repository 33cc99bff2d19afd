using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Steps.Audit;

namespace ServerlessIot.Ops;

/// <summary>The books of the running system: what came in is held against what became of it.</summary>
public sealed class Audit(AuditStep step)
{
    /// <summary>Runs by the schedule of the setting Audit__Schedule, six-field NCRONTAB. A look that fails is followed by the next.</summary>
    [Function(nameof(Audit))]
    public Task RunAsync([TimerTrigger("%Audit:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        step.LookAsync(cancellationToken);
}
