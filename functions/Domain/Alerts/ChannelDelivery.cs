namespace ServerlessIot.Domain.Alerts;

/// <summary>How far one channel got with an alert.</summary>
/// <param name="State">pending or sent.</param>
/// <param name="Attempts">Tries of this telling so far.</param>
/// <param name="Changed">Time of the last try, Unix milliseconds; 0 before the first.</param>
/// <param name="NotBefore">Earliest time of the next try, Unix milliseconds; 0 = any.</param>
/// <param name="Telling">Which telling of the alert it is: 0 for its opening, one more with each reopening or escalation to this channel.</param>
public sealed record ChannelDelivery(string State, int Attempts, long Changed, long NotBefore = 0, int Telling = 0)
{
    /// <summary>A first telling.</summary>
    /// <param name="notBefore">Earliest time, Unix milliseconds.</param>
    public static ChannelDelivery First(long notBefore = 0) => new(DeliveryStates.Pending, 0, 0, notBefore);

    /// <summary>The next telling; one that is still on its way stays what it is, since it will tell what is then.</summary>
    /// <param name="notBefore">Earliest time, Unix milliseconds.</param>
    public ChannelDelivery Again(long notBefore) => State == DeliveryStates.Pending ? this : new(DeliveryStates.Pending, 0, 0, notBefore, Telling + 1);
}
