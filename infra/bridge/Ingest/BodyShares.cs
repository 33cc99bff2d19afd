namespace ServerlessIot.Bridge.Ingest;

/// <summary>Bounds what the bodies of one device may take at once, so that a few slow requests of one do not keep out all others. Any thread may call.</summary>
/// <param name="share">Most bytes of one device, beyond a single body.</param>
internal sealed class BodyShares(long share)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Bodies, long Bytes)> _taken = new(StringComparer.Ordinal);

    /// <summary>Takes without waiting; false when it would be more than the share, and not the device's only body.</summary>
    /// <param name="device"><c>tenant/device</c>.</param>
    /// <param name="bytes">0 or more.</param>
    public bool TryTake(string device, int bytes)
    {
        lock (_lock)
        {
            if (_taken.TryGetValue(device, out var before) && before.Bytes + bytes > share)
                return false;
            _taken[device] = (before.Bodies + 1, before.Bytes + bytes);
            return true;
        }
    }

    /// <summary>Gives back what one body took.</summary>
    public void Return(string device, int bytes)
    {
        lock (_lock)
        {
            var before = _taken[device];
            if (before.Bodies > 1)
                _taken[device] = (before.Bodies - 1, before.Bytes - bytes);
            else
                _taken.Remove(device);
        }
    }
}
