using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Steps.Notify;

/// <summary>When a pending delivery is to be tried again: twice as long after each attempt.</summary>
internal static class DeliveryBackoff
{
    // 2^20 times any first delay is beyond every longest delay, and far from overflow.
    private const int MaxDoublings = 20;

    /// <summary>Time of the next attempt, Unix milliseconds. Never tried: one first delay after the alert came, since who opened it is sending it now.</summary>
    public static long Due(ChannelDelivery delivery, long opened, NotifyOptions options)
    {
        if (delivery.Attempts == 0) return opened + (long)options.FirstDelay.TotalMilliseconds;
        var wait = options.FirstDelay.TotalMilliseconds * (1L << Math.Min(delivery.Attempts - 1, MaxDoublings));
        return delivery.Changed + (long)Math.Min(wait, options.LongestDelay.TotalMilliseconds);
    }
}
