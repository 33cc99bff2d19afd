using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Steps.Notify;

/// <summary>When a pending delivery is to be tried again: twice as long after each attempt.</summary>
internal static class DeliveryBackoff
{
    // 2^20 times any first delay is beyond every longest delay, and far from overflow.
    private const int MaxDoublings = 20;

    /// <summary>Time of the next attempt, Unix milliseconds. Never tried: one first delay after it was to be told, since who asked for that is sending it now.</summary>
    public static long Due(ChannelDelivery delivery, long told, NotifyOptions options)
    {
        if (delivery.Attempts == 0) return Math.Max(told, delivery.NotBefore) + (long)options.FirstDelay.TotalMilliseconds;
        var wait = options.FirstDelay.TotalMilliseconds * (1L << Math.Min(delivery.Attempts - 1, MaxDoublings));
        return Math.Max(delivery.NotBefore, delivery.Changed + (long)Math.Min(wait, options.LongestDelay.TotalMilliseconds));
    }
}
