using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Notify;

/// <summary>What a record of the topic alerts does to the alert's document. Pure.</summary>
internal static class AlertMerge
{
    /// <summary>The document of an alert that nobody has seen yet: open, pending on every channel.</summary>
    public static AlertDocument Open(AlertRecord alert, IEnumerable<string> channels, long now) => new()
    {
        Alert = alert,
        State = AlertStates.Open,
        Changed = now,
        Channels = channels.ToDictionary(name => name, _ => new ChannelDelivery(DeliveryStates.Pending, 0, 0)),
    };

    /// <summary>The document with a later revision; null when the stored one is as late or later.</summary>
    public static AlertDocument? Revise(AlertDocument stored, AlertRecord incoming) =>
        OriginOf(stored.Alert) >= OriginOf(incoming) ? null : stored with { Alert = incoming };

    // The reader lets no record in whose origin is none.
    private static Origin OriginOf(AlertRecord alert) => Origin.TryParse(alert.Origin, out var origin) ? origin : default;
}
