namespace ServerlessIot.Bridge.Topics;

/// <summary>The topic map when no setting gives one: the project's own convention, those of the source documents, IoT Hub's and Sparkplug's.</summary>
public static class DefaultTopicMap
{
    /// <summary>In order; the first match counts.</summary>
    public static IReadOnlyList<TopicMapEntry> Entries { get; } =
    [
        // First, since names in its namespace are free: a node may be called telemetry.
        // A node's name is its own only within its group (Sparkplug 3.0: the Edge Node Descriptor is both).
        new() { Filter = "spBv1.0/{group}/{type}/{node}", Device = "{group}:{node}" },
        new() { Filter = "spBv1.0/{group}/{type}/{node}/{device}", Device = "{group}:{node}:{device}" },
        new() { Filter = "{tenant}/{site}/{device}/telemetry/{type}" },
        new() { Filter = "sensors/+/data", Device = "{2}" },
        new() { Filter = "sensors/{device}/{type}" },
        new() { Filter = "devices/+/status", Device = "{2}", Type = "status" },
        new() { Filter = "devices/{device}/messages/events/#" },
        new() { Filter = "devices/{device}/{type}" },
        new() { Filter = "lights/{device}/{type}" },
        new() { Filter = "parking/{device}/{type}" },
        new() { Filter = "manhole/{device}/{type}" },
        new() { Filter = "vehicles/{device}/telemetry", Type = "vehicle" },
        new() { Filter = "drones/{device}/telemetry", Type = "drone" },
        new() { Filter = "chargers/{device}/telemetry", Type = "charger" },
        new() { Filter = "alerts/{device}", Type = "alert" },
    ];
}
