using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Simulator.Fleet;
using ServerlessIot.Simulator.Fleet.Vehicles;
using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Benchmarks.Archive;

/// <summary>Rows of the simulator's vehicles, through the product's decoder, with clocks, ways and offsets as a partition of telemetry.raw has them.</summary>
internal static class FleetRows
{
    private const long Start = 1_795_000_000_000;
    private const int Interval = 10_000;

    // A clock that ticks every 10 s is some milliseconds late; a message takes 25 ms and, log-normally, 20 more or less.
    private const int Jitter = 15;
    private const double FastestWay = 25;
    private const double UsualWay = 20;

    /// <summary>The rows of each vehicle, by time.</summary>
    /// <param name="vehicles">Vehicles of one partition.</param>
    /// <param name="rows">Rows of each.</param>
    /// <param name="every">Which of its messages, one every 10 s, are sent: 1 is all of them.</param>
    /// <param name="seed">Chance.</param>
    internal static List<DeviceEvent[]> Make(int vehicles, int rows, int every, int seed)
    {
        var random = new Random(seed);
        var sent = new List<(int Vehicle, DeviceEvent Event)>();
        for (var vehicle = 0; vehicle < vehicles; vehicle++) Drive(vehicle, rows, every, random, new Random((seed * 10_007) + vehicle), sent);
        var offset = 1_234_567L;
        var read = sent.OrderBy(item => item.Event.Arrived).Select(item => item with { Event = item.Event with { Origin = new Origin(0, 7, offset++, 0) } }).ToList();
        return [.. read.GroupBy(item => item.Vehicle).OrderBy(group => group.Key).Select(group => group.Select(item => item.Event).OrderBy(e => e.Time).ToArray())];
    }

    private static void Drive(int vehicle, int rows, int every, Random random, Random own, List<(int Vehicle, DeviceEvent Event)> sent)
    {
        var identity = new DeviceIdentity("demo", "fleet", $"VIN{vehicle + 1:00000000000000}", "vehicle", DeviceShape.Vehicle);
        var feed = new VehicleFeed(identity, own);
        var (payload, decoded) = (new PayloadBuffer(), new List<Decoded>());
        var phase = random.Next(Interval);
        for (var i = 0; i < rows * every; i++)
        {
            var time = Start + phase + ((long)i * Interval) + random.Next(Jitter);
            payload.Clear();
            feed.TryWrite(payload, 1 + (i / every), time);
            if (i % every != 0) continue;
            var arrived = time + (long)(FastestWay + (UsualWay * Math.Exp(0.8 * Normal(random))));
            PayloadDecoder.Decode(payload.Written.ToArray(), new PayloadContext("demo", identity.Name, "vehicle", identity.Topic, "application/json", "r", arrived, default), decoded);
            sent.Add((vehicle, decoded[0].Event ?? throw new InvalidOperationException(decoded[0].Refusal!.Reason)));
        }
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
