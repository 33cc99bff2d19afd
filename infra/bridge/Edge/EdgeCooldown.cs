namespace ServerlessIot.Bridge.Edge;

/// <summary>
/// The last openings of each slot (device, rule). Several, so that an event that comes late does not make it forget the newer one. What it forgets is only
/// proposed once more: Notify knows.
/// </summary>
internal sealed class EdgeCooldown
{
    /// <summary>Slots remembered; then all are forgotten.</summary>
    private const int MostSlots = 50_000;

    private const int TimesOfSlot = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<long>> _opened = new(StringComparer.Ordinal);

    /// <summary>True when the slot was not opened within the cooldown, before or after.</summary>
    /// <param name="slot">Device and rule.</param>
    /// <param name="time">Of the event or of its arrival, Unix milliseconds.</param>
    /// <param name="cooldown">That of the rule.</param>
    public bool TryOpen(string slot, long time, TimeSpan cooldown)
    {
        lock (_lock)
        {
            if (!_opened.TryGetValue(slot, out var times))
            {
                if (_opened.Count >= MostSlots)
                    _opened.Clear();
                _opened.Add(slot, times = new Queue<long>(1));
            }
            foreach (var other in times)
                if (Math.Abs(time - other) < cooldown.TotalMilliseconds)
                    return false;
            if (times.Count == TimesOfSlot)
                times.Dequeue();
            times.Enqueue(time);
            return true;
        }
    }
}
