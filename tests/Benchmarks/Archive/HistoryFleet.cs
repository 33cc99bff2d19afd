using System.Buffers;
using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Simulator.Fleet;
using ServerlessIot.Simulator.Fleet.Vehicles;
using ServerlessIot.Simulator.Payload;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Benchmarks.Archive;

/// <summary>
/// Vehicles that drive for some minutes every morning, a message every 10 s: the simulator's, through the product's decoder, as records of telemetry.valid.
/// Twenty of them at a time are of one production batch.
/// </summary>
internal sealed class HistoryFleet
{
    internal const int Interval = 10_000;

    /// <summary>Vehicles of one batch.</summary>
    internal const int OfABatch = 20;
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 7, 0, 0, TimeSpan.Zero);
    private readonly List<(DeviceIdentity Identity, VehicleFeed Feed, int Partition, Random Random)> vehicles = [];
    private readonly long[] numbers;
    private readonly PayloadBuffer payload = new();
    private readonly List<Decoded> decoded = [];

    internal HistoryFleet(int count, int partitions)
    {
        numbers = new long[partitions];
        for (var i = 0; i < count; i++)
        {
            var identity = new DeviceIdentity("demo", "fleet", Name(i), "vehicle", DeviceShape.Vehicle);
            var random = new Random(i);
            vehicles.Add((identity, new VehicleFeed(identity, random), Murmur2.Partition(Encoding.UTF8.GetBytes("demo/" + identity.Name), partitions), random));
        }
    }

    /// <summary>When the vehicles set out on a day, from 0.</summary>
    internal static DateTimeOffset Morning(int day) => Start.AddDays(day);

    internal static string Name(int vehicle) => $"VIN{vehicle + 1:00000000000000}";

    internal static string Batch(int vehicle) => $"B{vehicle / OfABatch:000}";

    /// <summary>All vehicles' records of one moment, by partition.</summary>
    internal List<LogRecord>[] Drive(int day, int message, int perDay)
    {
        var records = numbers.Select(_ => new List<LogRecord>()).ToArray();
        for (var i = 0; i < vehicles.Count; i++)
        {
            var (identity, feed, partition, random) = vehicles[i];
            var time = Start.AddDays(day).ToUnixTimeMilliseconds() + (message * Interval) + (i * Interval / vehicles.Count) + random.Next(15);
            payload.Clear();
            feed.TryWrite(payload, 1 + (day * perDay) + message, time);
            var number = ++numbers[partition];
            var context = new PayloadContext("demo", identity.Name, "vehicle", identity.Topic, "application/json", "r", time + 25 + random.Next(60), new Origin(0, partition, number - 1, 0));
            PayloadDecoder.Decode(payload.Written.ToArray(), context, decoded);
            var e = decoded[0].Event ?? throw new InvalidOperationException(decoded[0].Refusal!.Reason);
            e = e with { Attributes = [.. e.Attributes, new("production_batch", Batch(i))] };
            records[partition].Add(Record(e with { Id = ContentId.Of(e) }, partition, number));
        }

        return records;
    }

    private static LogRecord Record(DeviceEvent e, int partition, long number)
    {
        var value = new ArrayBufferWriter<byte>(700);
        EventJson.Write(value, e);
        LogHeader[] headers =
        [
            new(LogHeaders.Id, e.Origin.ToString()), new(LogHeaders.Type, RecordTypes.Event),
            new(LogHeaders.Number, number.ToString(CultureInfo.InvariantCulture)),
        ];
        return new LogRecord("telemetry.valid", partition, number - 1, e.Arrived, Encoding.UTF8.GetBytes("demo/" + e.Device), value.WrittenMemory, headers);
    }
}
