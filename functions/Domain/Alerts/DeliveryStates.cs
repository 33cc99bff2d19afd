namespace ServerlessIot.Domain.Alerts;

/// <summary>How far an alert got on a channel.</summary>
public static class DeliveryStates
{
    /// <summary>To be sent, or to be sent again.</summary>
    public const string Pending = "pending";

    /// <summary>The channel took it.</summary>
    public const string Sent = "sent";
}
