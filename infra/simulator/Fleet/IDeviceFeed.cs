using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Fleet;

/// <summary>Where a device's readings come from.</summary>
public interface IDeviceFeed
{
    /// <summary>Writes the reading with this number; false when the feed has no more.</summary>
    /// <param name="payload">Where to write; holds nothing yet.</param>
    /// <param name="seq">Number of the reading, from 1, that the payload's <c>metadata.seq</c> carries.</param>
    /// <param name="now">Unix milliseconds; a feed makes its own times strictly increasing from it.</param>
    bool TryWrite(PayloadBuffer payload, long seq, long now);
}
