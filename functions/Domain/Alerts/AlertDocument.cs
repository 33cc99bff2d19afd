namespace ServerlessIot.Domain.Alerts;

/// <summary>An alert and its life: a document of the container <c>alerts</c>, id = alert id, partition key = tenant/device.</summary>
public sealed record AlertDocument
{
    /// <summary>The alert, with the suppressed count of its latest revision.</summary>
    public required AlertRecord Alert { get; init; }

    /// <summary>open, acknowledged or cleared.</summary>
    public required string State { get; init; }

    /// <summary>When the state was last changed, Unix milliseconds.</summary>
    public required long Changed { get; init; }

    /// <summary>Who acknowledged or cleared it; null while open.</summary>
    public string? By { get; init; }

    /// <summary>Delivery state by channel: pending or sent.</summary>
    public required IReadOnlyDictionary<string, ChannelDelivery> Channels { get; init; }

    /// <summary>pending while a channel is, else sent: what the re-sender asks the store for.</summary>
    public string Delivery => Channels.Values.Any(channel => channel.State == DeliveryStates.Pending) ? DeliveryStates.Pending : DeliveryStates.Sent;
}

/// <summary>How far one channel got with an alert.</summary>
/// <param name="State">pending or sent.</param>
/// <param name="Attempts">Tries so far.</param>
/// <param name="Changed">Time of the last try, Unix milliseconds; 0 before the first.</param>
public sealed record ChannelDelivery(string State, int Attempts, long Changed);

/// <summary>The states of an alert's life.</summary>
public static class AlertStates
{
    /// <summary>Raised, nobody has looked at it.</summary>
    public const string Open = "open";

    /// <summary>Somebody has taken it.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>Over.</summary>
    public const string Cleared = "cleared";
}
