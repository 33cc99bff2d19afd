using ServerlessIot.Bridge.Commands;

namespace ServerlessIot.Bridge.Mqtt.Delivering;

/// <summary>The deliveries of one connection that its device has not acknowledged: MQTT 5.0, 4.9. Callers hold the connection's delivery lock.</summary>
/// <param name="most">How many at once, 1 to 65,535.</param>
internal sealed class DeliveryWindow(int most)
{
    /// <summary>Deliveries in flight, however many a device would take: what is in flight comes again after a loss.</summary>
    public const int Most = 16;

    private readonly Dictionary<ushort, PendingCommand?> _inFlight = []; // null: given back
    private ushort _last;
    private int _issued;

    public bool HasRoom => _inFlight.Count < most;

    /// <summary>Gives a delivery its packet identifier.</summary>
    public ushort Add_NeedsLock(PendingCommand command)
    {
        do
            _last = _last == ushort.MaxValue ? (ushort)1 : (ushort)(_last + 1);
        while (_inFlight.ContainsKey(_last));
        _issued = Math.Max(_issued, _last);
        _inFlight.Add(_last, command);
        return _last;
    }

    /// <summary>The delivery that a PUBACK is about; null when it was acknowledged before, or given back.</summary>
    /// <exception cref="MqttViolationException">No delivery ever had the identifier.</exception>
    public PendingCommand? Remove_NeedsLock(ushort packetId)
    {
        if (packetId == 0 || packetId > _issued)
            throw MqttViolationException.Protocol($"PUBACK is for identifier {packetId}, which was not used");
        return _inFlight.Remove(packetId, out var command) ? command : null;
    }

    /// <summary>Gives all back, in the order of their identifiers. Their places stay taken until the device acknowledges: for it they are in flight.</summary>
    public PendingCommand[] GiveBack_NeedsLock()
    {
        PendingCommand[] left = [.. _inFlight.OrderBy(d => d.Key).Select(d => d.Value).OfType<PendingCommand>()];
        foreach (var packetId in _inFlight.Keys)
            _inFlight[packetId] = null; // allowed while enumerating since .NET Core 3
        return left;
    }
}
