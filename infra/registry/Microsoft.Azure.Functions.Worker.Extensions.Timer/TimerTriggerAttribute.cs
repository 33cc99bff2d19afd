namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function on a schedule.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute : Attribute
{
    /// <summary>Takes a six-field NCRONTAB expression, or <c>%Section:Name%</c>.</summary>
    public TimerTriggerAttribute(string schedule)
    {
        Schedule = schedule;
        UseMonitor = true;
    }

    /// <summary>The schedule as given.</summary>
    public string Schedule { get; private set; }

    /// <summary>Keep the last run across restarts, so that a missed one is noticed. Off for schedules below a minute.</summary>
    public bool UseMonitor { get; set; }

    /// <summary>Run once when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
