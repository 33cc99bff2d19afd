namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function for the events of an event hub. Text values may be <c>%Section:Name%</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class EventHubTriggerAttribute : Attribute
{
    /// <summary>Names the event hub.</summary>
    public EventHubTriggerAttribute(string eventHubName) => EventHubName = eventHubName;

    /// <summary>The event hub.</summary>
    public string EventHubName { get; private set; }

    /// <summary>The consumer group; <c>$Default</c> when null.</summary>
    public string? ConsumerGroup { get; set; }

    /// <summary>Name of the setting that holds the connection string.</summary>
    public string? Connection { get; set; }

    /// <summary>Hand over an array of events instead of one at a time.</summary>
    public bool IsBatched { get; set; } = true;
}
