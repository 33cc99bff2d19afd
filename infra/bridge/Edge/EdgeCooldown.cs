namespace ServerlessIot.Bridge.Edge;

/// <summary>The last alert of each slot (device, rule), by event time. What it forgets is only proposed once more: Notify knows.</summary>
internal sealed class EdgeCooldown
{
    /// <summary>Slots remembered; then all are forgotten.</summary>
    private const int MostSlots = 50_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _opened = new(StringComparer.Ordinal);

    /// <summary>True when the slot has no alert within the cooldown, before or after.</summary>
    /// <param name="slot">Device and rule.</param>
    /// <param name="time">Time of the event, Unix milliseconds.</param>
    /// <param name="cooldown">That of the rule.</param>
    public bool TryOpen(string slot, long time, TimeSpan cooldown)
    {
        lock (_lock)
        {
            if (_opened.TryGetValue(slot, out var last) && Math.Abs(time - last) < cooldown.TotalMilliseconds)
                return false;
            if (_opened.Count >= MostSlots)
                _opened.Clear();
            _opened[slot] = time;
            return true;
        }
    }
}
