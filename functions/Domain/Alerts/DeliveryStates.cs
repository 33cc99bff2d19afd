namespace ServerlessIot.Domain.Alerts;

/// <summary>How far an alert got on a channel.</summary>
public static class DeliveryStates
{
    /// <summary>To be sent, or to be sent again.</summary>
    public const string Pending = "pending";

    /// <summary>The channel took it.</summary>
    public const string Sent = "sent";

    /// <summary>It was not sent, since it would have come too late: a command to a device.</summary>
    public const string Expired = "expired";

    /// <summary>It was not sent, since its channel was not set up for a day.</summary>
    public const string Dropped = "dropped";
}
