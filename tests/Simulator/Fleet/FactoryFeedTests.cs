using System.Text.Json;

namespace ServerlessIot.Simulator.Tests.Fleet;

public sealed class FactoryFeedTests
{
    [Theory]
    [InlineData("temperature", 150, 200)]
    [InlineData("pressure", 800, 1000)]
    [InlineData("vibration", 40, 50)]
    [InlineData("current", 90, 100)]
    [InlineData("voltage", 250, 260)]
    [InlineData("humidity", 95, 100)]
    public void One_reading_in_a_hundred_is_critical_and_none_is_invalid(string type, double critical, double max)
    {
        var values = Payloads.Build("factory=100%", 6)
            .Where(device => device.Identity.Type == type)
            .SelectMany(device => Payloads.Read(device, 10_000))
            .Select(reading => reading.GetProperty("value").GetDouble())
            .ToList();
        Assert.InRange(values.Count(value => value > critical), 60, 145);
        Assert.True(values.Max() <= max);
        Assert.True(values.Min() >= (type == "voltage" ? 180 : 0));
    }

    [Fact]
    public void A_reading_has_shape_1()
    {
        foreach (var device in Payloads.Build("factory=100%", 120))
        {
            var readings = Payloads.Read(device, 3);
            for (var i = 0; i < readings.Count; i++)
                CheckReading(readings[i], device.Identity.Name, device.Identity.Type, i + 1);
        }
    }

    [Fact]
    public void Devices_are_named_by_plant_machine_and_sensor()
    {
        var topics = Payloads.Build("factory=100%", 1000).Select(device => device.Identity.Topic).ToList();
        Assert.Equal(topics.Count, topics.Distinct().Count());
        Assert.All(topics, topic => Assert.Matches(@"^demo/plant([1-5])/plant\1-m\d{4}-([a-z]+)/telemetry/\2$", topic));
        Assert.Equal(5, topics.Select(topic => topic.Split('/')[1]).Distinct().Count());
    }

    private static void CheckReading(JsonElement reading, string name, string type, long seq)
    {
        Assert.Superset(new HashSet<string> { "device_id", "sensor_type", "value", "timestamp", "metadata" }, Payloads.Names(reading).ToHashSet());
        Assert.Equal(name, reading.GetProperty("device_id").GetString());
        Assert.Equal(type, reading.GetProperty("sensor_type").GetString());
        Assert.Equal(Payloads.Start + (seq - 1) * 1000, reading.GetProperty("timestamp").GetInt64());
        Assert.Equal(["production_line", "shift", "seq"], Payloads.Names(reading.GetProperty("metadata")));
        Assert.Equal(seq, reading.GetProperty("metadata").GetProperty("seq").GetInt64());
        if (reading.TryGetProperty("location", out var location))
        {
            Assert.InRange(location.GetProperty("latitude").GetDouble(), -90, 90);
            Assert.InRange(location.GetProperty("longitude").GetDouble(), -180, 180);
        }
    }
}
