using System.Globalization;

namespace ServerlessIot.Simulator.Tests.Fleet;

public sealed class SensorFeedTests
{
    [Theory]
    [InlineData(0, "temp-001", "temperature", "°C", 17, 27)]
    [InlineData(1, "temp-002", "temperature", "°C", 17, 23)]
    [InlineData(2, "hum-001", "humidity", "%", 35, 65)]
    [InlineData(3, "press-001", "pressure", "hPa", 993, 1033)]
    [InlineData(4, "co2-001", "co2", "ppm", 300, 500)]
    [InlineData(5, "light-001", "light", "lux", 300, 700)]
    public void Each_of_the_six_sensors_sends_shape_4_within_its_range(int index, string name, string type, string unit, double least, double most)
    {
        var device = Payloads.Build("sensors=6", 6)[index];
        Assert.Equal($"demo/plant1/{name}/telemetry/{type}", device.Identity.Topic);
        var events = Payloads.Read(device, 2000);
        for (var i = 0; i < events.Count; i++)
        {
            var sent = events[i];
            Assert.Equal(["event_id", "sensor_id", "sensor_type", "value", "unit", "timestamp", "location", "metadata"], Payloads.Names(sent));
            Assert.Equal(["firmware_version", "battery_level", "seq"], Payloads.Names(sent.GetProperty("metadata")));
            Assert.Equal(name, sent.GetProperty("sensor_id").GetString());
            Assert.Equal(type, sent.GetProperty("sensor_type").GetString());
            Assert.Equal(unit, sent.GetProperty("unit").GetString());
            Assert.InRange(sent.GetProperty("value").GetDouble(), least, most);
            Assert.Equal(i + 1, sent.GetProperty("metadata").GetProperty("seq").GetInt64());
            var expected = DateTimeOffset.FromUnixTimeMilliseconds(Payloads.Start + i * 1000);
            Assert.Equal(expected, DateTimeOffset.Parse(sent.GetProperty("timestamp").GetString()!, CultureInfo.InvariantCulture));
        }
        Assert.True(events.Select(sent => sent.GetProperty("value").GetDouble()).Distinct().Count() > 20, "the value moves");
    }

    [Fact]
    public void Event_ids_are_unique_uuids_that_the_seed_determines()
    {
        var ids = Ids(seed: 1);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(ids, Ids(seed: 1));
        Assert.Empty(ids.Intersect(Ids(seed: 2)));

        static List<Guid> Ids(int seed) => [.. Payloads.Build("sensors=6", 6, seed).SelectMany(device => Payloads.Read(device, 50)).Select(sent => sent.GetProperty("event_id").GetGuid())];
    }

    [Fact]
    public void Times_of_one_device_rise_even_when_its_clock_stands()
    {
        var times = Payloads.Read(Payloads.Build("sensors=6", 6)[0], 50, millisecondsApart: 0).ConvertAll(sent => sent.GetProperty("timestamp").GetString());
        Assert.Equal(times.Distinct().Order(StringComparer.Ordinal), times);
    }
}
