using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Adds up what the events of one payload take as canonical JSON. Estimated from above, and counted only where the estimate is over a bound.</summary>
internal struct EventSizes
{
    private long _sum;
    private bool _counts;

    /// <summary>Adds one event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="before">Those before it.</param>
    /// <returns>Why it is not accepted; null when it is.</returns>
    public Refusal? Refuse(DeviceEvent e, List<Decoded> before)
    {
        var size = EventSize.AtMost(e);
        if (_counts || size > PayloadLimits.EventBytes) size = EventSize.Of(e);
        if (size > PayloadLimits.EventBytes) return Refusals.EventTooLarge(size);
        if (!_counts && _sum + size > PayloadLimits.RecordBytes)
        {
            _counts = true;
            size = EventSize.Of(e);
            _sum = 0;
            foreach (var decoded in before) _sum += decoded.Event is { } other ? EventSize.Of(other) : 0;
        }

        if (_sum + size > PayloadLimits.RecordBytes) return Refusals.EventsTooLarge;
        _sum += size;
        return null;
    }
}
