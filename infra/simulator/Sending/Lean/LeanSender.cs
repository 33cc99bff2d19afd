namespace ServerlessIot.Simulator.Sending.Lean;

/// <summary>Publishes for many devices over many real connections with one loop: see <see cref="Lane"/>.</summary>
internal sealed class LeanSender(LeanContext context) : IDisposable
{
    // A lane without anything due is looked at every 16th tick: its acknowledgements can wait that long.
    private const int Slices = 16;
    private readonly List<Lane> _lanes = [];
    private List<Lane> _pumped = [];
    private int _slice;

    /// <summary>Lanes with a working connection.</summary>
    public int Online => _lanes.Count(lane => lane.State == LaneState.Online);

    public int Count => _lanes.Count;

    /// <summary>True when nothing is on its way.</summary>
    public bool IsDrained => _lanes.TrueForAll(lane => lane.IsDrained);

    /// <summary>Adds devices that share one connection.</summary>
    public IEnumerable<LeanLink> Add(string clientId, IReadOnlyList<Device> devices, int window)
    {
        var lane = new Lane(context, clientId);
        _lanes.Add(lane);
        return [.. devices.Select(device => lane.Add(device, window))];
    }

    /// <summary>Pumps the lanes that have something to do, and a slice of the others (or all); returns whether anything moved.</summary>
    public bool Tick(bool all)
    {
        context.BeginTick();
        (_pumped, context.Awake) = (context.Awake, _pumped);
        var moved = false;
        foreach (var lane in _pumped)
            moved |= lane.Pump();
        _pumped.Clear();

        for (var i = all ? 0 : _slice; i < _lanes.Count; i += all ? 1 : Slices)
        {
            if (_lanes[i].NeedsLook)
                moved |= _lanes[i].Pump();
        }
        _slice = (_slice + 1) % Slices;
        return moved;
    }

    public void StopPublishing() => _lanes.ForEach(lane => lane.StopPublishing());

    public void Finish() => _lanes.ForEach(lane => lane.Finish());

    public void Dispose() => _lanes.ForEach(lane => lane.Dispose());
}
