using System.Runtime.InteropServices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Faults.Tests.Simulation.Devices;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Faults.Tests.Simulation.Oracle;

/// <summary>
/// What must hold in the end, from what the devices meant and nothing else; the log only says in which order it took their
/// messages (first copies), and where ticks stand among them.
/// </summary>
internal sealed class Expected
{
    private readonly Load load;
    private readonly HashSet<string> disputed = [];

    public Expected(World world, Load load)
    {
        this.load = load;
        for (var partition = 0; partition < world.Partitions; partition++)
        {
            var order = new List<(string Device, int Seq)>();
            Order.Add(order);
            var known = new Dictionary<string, ExpectedDevice>();
            var place = 0;
            foreach (var record in world.Broker.Ever("telemetry.raw", partition)) Take(record, place++, partition, order, known);
        }
    }

    /// <summary>Devices by name.</summary>
    public Dictionary<string, ExpectedDevice> Devices { get; } = [];

    /// <summary>By partition: readings in the order of the log, each once.</summary>
    public List<List<(string Device, int Seq)>> Order { get; } = [];

    /// <summary>Records of telemetry.raw with something that nobody can read.</summary>
    public int Refused { get; private set; }

    /// <summary>Messages that came.</summary>
    public HashSet<Message> Arrived { get; } = new(ReferenceEqualityComparer.Instance);

    public int Ticks { get; private set; }

    /// <summary>Marks of bridges.</summary>
    public int Marks { get; private set; }

    /// <summary>Readings that each version judges in its own way: what follows from them is not for this model to say.</summary>
    public HashSet<(string Device, int Seq)> Disputed { get; } = [];

    /// <summary>Whether what is known of a device follows from its readings alone.</summary>
    public bool Certain(string device) => !disputed.Contains(device);

    private void Take(LogRecord record, int place, int partition, List<(string Device, int Seq)> order, Dictionary<string, ExpectedDevice> known)
    {
        if (record.Header(LogHeaders.Type) == RecordTypes.Tick)
        {
            Ticks++;
            if (!Tick.TryRead(record.Value.Span, out var tick)) throw new InvalidOperationException($"Record {place} of partition {partition} is no tick.");
            foreach (var device in known.Values) device.Tick(tick.Time);
            return;
        }

        if (record.Header(LogHeaders.Type) == RecordTypes.Mark)
        {
            Marks++;
            return;
        }

        var message = MessageOf(record);
        Arrived.Add(message);
        if (!known.TryGetValue(message.Device, out var expected)) known[message.Device] = Devices[message.Device] = expected = new ExpectedDevice();
        var refused = false;
        foreach (var reading in message.Readings)
        {
            refused |= reading.Broken;
            if (reading.Broken) continue;
            if (message.RefusedByVersion2)
            {
                Disputed.Add((message.Device, reading.Seq));
                disputed.Add(message.Device);
            }
            else if (expected.Add(reading, record.Timestamp)) order.Add((message.Device, reading.Seq));
        }

        if (refused) Refused++;
    }

    public Message MessageOf(LogRecord record) =>
        MemoryMarshal.TryGetArray(record.Value, out var bytes) && load.Messages.TryGetValue(bytes.Array!, out var message)
            ? message
            : throw new InvalidOperationException("telemetry.raw holds a record that no device sent.");
}
