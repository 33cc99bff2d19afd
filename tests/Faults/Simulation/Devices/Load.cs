using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;

namespace ServerlessIot.Faults.Tests.Simulation.Devices;

/// <summary>What the devices measure and when, from a dice of its own, so that leaving out a fault leaves the rest as it is.</summary>
internal sealed class Load(World world)
{
    public const long Duration = 12 * EventLoop.Minute;
    private const int Devices = 14;

    /// <summary>With two versions at once, devices from this one on send what the newer one refuses.</summary>
    private const int FirstDisputed = 12;
    private readonly Dice dice = new(world.Scenario.Seed, 2);
    private readonly int[] seqs = new int[Devices];

    /// <summary>Every message, by its payload's identity.</summary>
    public Dictionary<byte[], Message> Messages { get; } = new(ReferenceEqualityComparer.Instance);

    public int Events { get; private set; }

    /// <summary>Readings by device, in the order of measuring.</summary>
    public IEnumerable<Message> All => Messages.Values;

    /// <summary>Whether everything was published and acknowledged.</summary>
    public bool Done => published && world.Devices.TrueForAll(device => device.Done);

    private bool published;

    public void Start()
    {
        for (var i = 0; i < Devices; i++)
        {
            var device = new SimDevice(world, $"d{i}");
            world.Devices.Add(device);
            device.Start();
        }

        Schedule();
    }

    private void Schedule()
    {
        var planned = new List<(long At, int Device, List<Reading> Readings, bool Array, bool Ids, bool Refused)>();
        while (Events < world.Scenario.Events)
        {
            var device = dice.Next(Devices);
            var at = (long)(dice.Unit() * Duration);
            var size = Size();
            var broken = Has(FaultKinds.BrokenPayloads, 0.04);
            planned.Add((at, device, new List<Reading>(size), size > 1 || dice.Chance(0.1), dice.Chance(0.7), Has(FaultKinds.Versions, 0.3) && device >= FirstDisputed));
            Events += size;
            planned[^1].Readings.AddRange(new Reading[size]);
            if (!broken) continue;
            planned[^1].Readings[dice.Next(size)] = new Reading(-1, "", 0, 0);
        }

        planned.Sort((left, right) => left.At.CompareTo(right.At));
        foreach (var (at, device, readings, array, ids, refused) in planned)
        {
            for (var i = 0; i < readings.Count; i++) readings[i] = readings[i].Seq < 0 ? readings[i] with { Seq = 0, Time = EventLoop.Start + at } : Measure(device, at);
            var payload = Payloads.Of($"d{device}", readings, array, ids, refused);
            var message = new Message($"d{device}", payload, readings) { RefusedByVersion2 = refused };
            Messages.Add(payload, message);
            world.Loop.At(at, null, () => world.Devices[device].Publish(message));
        }

        world.Loop.At(Duration, null, () => published = true);
    }

    private Reading Measure(int device, long at)
    {
        var seq = ++seqs[device];
        // Device clocks run up to a minute ahead or behind; readings of one payload lie a millisecond apart.
        var time = EventLoop.Start + (at / EventLoop.Millisecond) + (((device * 9_973) % 120_000) - 60_000) + (seq % 7);
        if (Has(FaultKinds.LateEvents, 0.01)) time -= 86_400_000;
        else if (Has(FaultKinds.Disorder, 0.1)) time -= dice.Next(90_000);
        var value = device % 3 == 0 ? dice.Between(150, 850) / 10.0 : dice.Between(80, 370) / 10.0;
        return new Reading(seq, device % 3 == 0 ? "humidity" : "temperature", value, time);
    }

    private int Size()
    {
        if (Has(FaultKinds.LargePayloads, 0.004)) return dice.Between(100, 400);
        return dice.Chance(0.2) ? dice.Between(2, 20) : 1;
    }

    private bool Has(FaultKinds kind, double chance)
    {
        var struck = dice.Chance(chance);
        return struck && world.Chaos.Has(kind);
    }
}
