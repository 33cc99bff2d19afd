using ServerlessIot.Simulator.Fleet;

namespace ServerlessIot.Simulator.Books;

/// <summary>Counts of one device while it runs. Not safe for several threads: only its sender touches it.</summary>
internal sealed class DeviceBook(DeviceIdentity identity)
{
    private readonly SeqSet _acknowledged = new();
    private long _published;
    private long _invalid;
    private long _duplicates;
    private long _unacknowledged;

    /// <summary>Number of the latest valid reading; 0 before the first.</summary>
    public long Published => _published;

    /// <summary>Enters a message before it is handed to the connection.</summary>
    public void Publish(MessageKind kind)
    {
        _unacknowledged++;
        switch (kind)
        {
            case MessageKind.Reading:
                _published++;
                break;
            case MessageKind.Duplicate:
                _duplicates++;
                break;
            default:
                _invalid++;
                break;
        }
    }

    /// <summary>Enters the acknowledgement of a message. True when it acknowledges a valid reading for the first time.</summary>
    public bool Acknowledge(MessageKind kind, long seq)
    {
        _unacknowledged--;
        return kind != MessageKind.Broken && _acknowledged.Add(seq);
    }

    public LedgerLine ToLine() => new()
    {
        Device = identity.Name,
        Tenant = identity.Tenant,
        Shape = identity.Shape switch { DeviceShape.Sensor => "sensor", DeviceShape.Factory => "factory", _ => "vehicle" },
        Published = _published,
        Acknowledged = [.. _acknowledged.Ranges],
        Invalid = _invalid,
        Duplicates = _duplicates,
        Unacknowledged = _unacknowledged
    };
}
