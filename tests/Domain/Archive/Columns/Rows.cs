using System.Buffers;
using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Archive.Columns;

/// <summary>Rows to encode, and the check that they come back.</summary>
internal static class Rows
{
    internal static readonly DeviceEvent One = new()
    {
        Id = "e-1",
        Tenant = "demo",
        Device = "temp-001",
        Type = "temperature",
        Time = 1_795_168_799_123,
        Arrived = 1_795_168_800_000,
        Measurements = [new("temperature", 21.5)],
        Position = new Position(31.2, 121.5, 4),
        Status = "on",
        Attributes = [new("unit", "°C")],
        Origin = new Origin(1, 2, 3, 4),
    };

    /// <summary>A car's rows: values of a few digits that follow each other.</summary>
    internal static DeviceEvent[] Car(string device, int rows, int seed)
    {
        var random = new Random(seed);
        double speed = 50, latitude = 48.1, odometer = random.Next(100_000);
        return Make(rows, i =>
        {
            speed = Math.Max(0, speed + random.Next(-20, 21) / 10.0);
            odometer += speed / 360;
            latitude += speed / 4e5;
            return Identified(new DeviceEvent
            {
                Id = "",
                Tenant = "demo",
                Device = device,
                Type = "vehicle",
                Time = 1_795_168_800_000 + i * 10_000 + random.Next(20),
                Arrived = 1_795_168_800_050 + i * 10_000 + random.Next(90),
                Measurements = [new("speed", Round(speed, 1)), new("heading", Round((i * 7.3 + random.NextDouble()) % 360, 1)), new("odometer", Round(odometer, 3)), new("battery_temp", Round(30 + random.NextDouble(), 1))],
                Position = new Position(Round(latitude, 6), 11.5, Round(500 + random.NextDouble() * 5, 1)),
                Status = i % 40 < 30 ? "driving" : "charging",
                Attributes = [new("profile", "vehicle"), new("firmware", "4.1.7"), new("seq", $"{i + 1}")],
                Origin = new Origin(0, 7, 10_000 + i * 31L + random.Next(9), 0),
            });
        });
    }

    internal static DeviceEvent[] Make(int rows, Func<int, DeviceEvent> row) => [.. Enumerable.Range(0, rows).Select(row)];

    internal static DeviceEvent Identified(DeviceEvent row) => row with { Id = ContentId.Of(row) };

    /// <summary>Encodes and decodes; every field must be the same, and every line.</summary>
    internal static byte[] RoundTrip(IReadOnlyList<DeviceEvent> rows, ChunkModel? model = null)
    {
        var chunk = ColumnChunk.Encode(rows, model);
        var back = ColumnChunk.Decode(chunk, model);
        Assert.Equal(rows.Count, back.Length);
        for (var i = 0; i < back.Length; i++) Equal(rows[i], back[i]);
        return chunk;
    }

    internal static void Equal(DeviceEvent expected, DeviceEvent actual)
    {
        Assert.Equal(Scalars(expected), Scalars(actual));
        Assert.Equal(expected.Measurements.Select(item => (item.Name, Bits(item.Value))), actual.Measurements.Select(item => (item.Name, Bits(item.Value))));
        Assert.Equal(expected.Attributes, actual.Attributes);
        Assert.Equal(Bits(expected.Position), Bits(actual.Position));
        Assert.Equal(Line(expected), Line(actual));
    }

    internal static byte[] Line(DeviceEvent row)
    {
        var to = new ArrayBufferWriter<byte>();
        EventJson.Write(to, row);
        return to.WrittenSpan.ToArray();
    }

    private static object Scalars(DeviceEvent e) => (e.Id, e.Tenant, e.Device, e.Type, e.Time, e.Arrived, (e.Status, e.Origin, e.Schema));

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private static (long, long, long?)? Bits(Position? position)
        => position is not { } place ? null : (Bits(place.Latitude), Bits(place.Longitude), place.Altitude is { } altitude ? Bits(altitude) : null);

    private static double Round(double value, int digits) => Math.Round(value, digits);
}
