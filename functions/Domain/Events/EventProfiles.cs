namespace ServerlessIot.Domain.Events;

/// <summary>Which family of payloads an event came from; the attribute <see cref="Attribute"/> of every decoded event. It decides which rules apply.</summary>
public static class EventProfiles
{
    /// <summary>That a device came or left, status <c>online</c> or <c>offline</c>: said by the bridge, not by the device.</summary>
    public const string Presence = "presence";

    /// <summary>What the registry says of a device: said by nobody's device.</summary>
    public const string Registration = "registration";

    /// <summary>Name of the attribute, always the first one.</summary>
    public const string Attribute = "profile";

    /// <summary>Smart factory readings (SOURCES 1): catalogue with minimum, maximum and critical level.</summary>
    public const string Factory = "factory";

    /// <summary>Connected vehicles (SOURCES 3).</summary>
    public const string Vehicle = "vehicle";

    /// <summary>Sensor events with thresholds (SOURCES 4).</summary>
    public const string Sensor = "sensor";

    /// <summary>Anything else: a value, or named numbers (SOURCES 2 and 7).</summary>
    public const string Generic = "generic";

    /// <summary>The profile of an event; <see cref="Generic"/> when it names none.</summary>
    public static string Of(DeviceEvent e) => Find(e, Attribute) ?? Generic;

    /// <summary>Whether the event is the bridge's word that a device came or left: of type <see cref="Presence"/>, and of no profile.</summary>
    public static bool IsPresence(DeviceEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        // A sensor may be of this type too; it has a profile.
        return e.Type == Presence && Find(e, Attribute) is null;
    }

    /// <summary>Whether the event is the registry's word on a device: of type <see cref="Registration"/>, and of no profile.</summary>
    public static bool IsRegistration(DeviceEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return e.Type == Registration && Find(e, Attribute) is null;
    }

    /// <summary>The text of an attribute of an event; null when it has none of that name.</summary>
    public static string? Find(DeviceEvent e, string name)
    {
        ArgumentNullException.ThrowIfNull(e);
        var attributes = e.Attributes;
        for (var i = 0; i < attributes.Count; i++)
        {
            if (attributes[i].Key == name) return attributes[i].Value;
        }

        return null;
    }
}
