using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Simulator.Fleet;
using ServerlessIot.Simulator.Fleet.Sensors;
using ServerlessIot.Simulator.Payload;
using ServerlessIot.Simulator.Replay;

namespace ServerlessIot.Benchmarks.Archive;

/// <summary>Rows of a real series, as its replay sends them and the product's decoder reads them.</summary>
internal static class SeriesRows
{
    private const long Start = 1_795_000_000_000;

    internal static DeviceEvent[] Read(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var identity = new DeviceIdentity("demo", "replay", name, "temperature", DeviceShape.Sensor);
        var feed = new CsvFeed(new SensorEvent(identity, "°F", "replay", run: 0), CsvSeries.Read(path));
        var (payload, decoded, rows, random) = (new PayloadBuffer(), new List<Decoded>(), new List<DeviceEvent>(), new Random(1));
        var now = Start;
        for (var seq = 1; ; seq++)
        {
            payload.Clear();
            now += random.Next(1, 6);
            if (!feed.TryWrite(payload, seq, now)) break;
            PayloadDecoder.Decode(payload.Written.ToArray(), new PayloadContext("demo", name, "temperature", identity.Topic, "application/json", "r", now, new Origin(0, 3, 5_000 + seq, 0)), decoded);
            rows.Add(decoded[0].Event ?? throw new InvalidOperationException(decoded[0].Refusal!.Reason));
        }

        return [.. rows.OrderBy(row => row.Time).ThenBy(row => row.Origin)];
    }
}
