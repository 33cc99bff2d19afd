using Microsoft.Azure.Functions.Worker;

namespace ServerlessIot.SampleApp;

/// <summary>Functions for times.</summary>
public sealed class TimerFunctions(Notebook notebook)
{
    /// <summary>Every second, without a memory.</summary>
    [Function("Second")]
    public void Second([TimerTrigger("* * * * * *", UseMonitor = false)] TimerInfo timer) =>
        notebook.Write("Second", $"late={timer.IsPastDue} status={timer.ScheduleStatus is not null}");

    /// <summary>On the schedule of a setting, with a memory.</summary>
    [Function("Scheduled")]
    public async Task Scheduled([TimerTrigger("%Sample:Schedule%")] TimerInfo timer)
    {
        notebook.Write("Scheduled", $"late={timer.IsPastDue} last={timer.ScheduleStatus?.Last:O}");
        await notebook.HoldAsync(CancellationToken.None);
    }

    /// <summary>At every start, and on New Year's Eve.</summary>
    [Function("AtStart")]
    public void AtStart([TimerTrigger("0 0 0 31 12 *", RunOnStartup = true)] TimerInfo timer) =>
        notebook.Write("AtStart", $"late={timer.IsPastDue}");
}
