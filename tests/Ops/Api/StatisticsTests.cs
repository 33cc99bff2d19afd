using System.Text;
using ServerlessIot.Domain.Events;
using ServerlessIot.Ops.Api.Statistics;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class StatisticsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const long Minute = 60_000;

    [Fact]
    public async Task A_vehicle_has_mileage_charging_consumption_and_a_score()
    {
        Add("car", 0, "driving", ("odometer", 1000), ("battery_soc", 80), ("speed", 50));
        Add("car", 5, "driving", ("odometer", 1020), ("battery_soc", 70), ("speed", 190));
        Add("car", 8, "charging", ("odometer", 1020), ("battery_soc", 70), ("speed", 0));
        Add("car", 14, "charging", ("odometer", 1020), ("battery_soc", 90), ("speed", 0));
        Add("car", 30, "standby", ("odometer", 1020), ("battery_soc", 90), ("speed", 0));
        var answer = await fixture.CallAsync<GetStatistics>("?from=0&to=9999999", route: ["t", "car"]);
        Assert.Equal((200, "application/json"), (answer.Status, answer.Response.ContentType));
        var device = answer.Json.GetProperty("device");
        Assert.Equal((5, 0, 30 * Minute), (device.GetProperty("messages").GetInt64(), device.GetProperty("first").GetInt64(), device.GetProperty("last").GetInt64()));
        Assert.Equal("""{"charging":960000,"driving":480000,"offline":360000}""", device.GetProperty("statusMs").GetRawText());
        Assert.Equal("""{"count":5,"mean":48,"min":0,"max":190,"stdDev":82.28000972289685,"last":0}""", device.GetProperty("measures").GetProperty("speed").GetRawText());
        Assert.Equal(
            """{"mileage":{"km":20,"source":"odometer","resets":0,"jumps":0},"chargingStarts":1,"charged":{"value":20,"unit":"%","source":"battery_soc"},"consumption":{"value":50,"unit":"% per 100 km","source":"battery_soc"},"drivingScore":95,"speedings":1,"abruptChanges":0,"hardPedals":0}""",
            device.GetProperty("vehicle").GetRawText());
        Assert.Equal("""{"count":0,"complete":true}""", answer.Json.GetProperty("alerts").GetRawText());
    }

    [Fact]
    public async Task The_last_alert_is_that_of_the_range()
    {
        foreach (var (id, time) in new[] { ("f0", 100L), ("a0", 300), ("b1", 200), ("c2", 500) })
        {
            var alert = Samples.Alert("t", "alerts", id);
            await fixture.Documents.TryWriteAsync(Containers.Alerts, "t/alerts", id, alert with { Alert = alert.Alert with { Time = time } }, null, default);
        }

        Assert.Equal("3 a0", await AlertsAsync("?from=0&to=500"));
        Assert.Equal("1 b1", await AlertsAsync("?from=200&to=300"));
        Assert.Equal("4 c2", await AlertsAsync("?from=100&to=501"));

        async Task<string> AlertsAsync(string query)
        {
            var alerts = (await fixture.CallAsync<GetStatistics>(query, route: ["t", "alerts"])).Json.GetProperty("alerts");
            return $"{alerts.GetProperty("count")} {alerts.GetProperty("last").GetProperty("alert").GetProperty("alertId")}";
        }
    }

    [Fact]
    public async Task A_device_that_sent_nothing_has_statistics_of_nothing()
    {
        var answer = await fixture.CallAsync<GetStatistics>("?from=1&to=2", route: ["t", "silent"]);
        Assert.Equal("""{"from":1,"to":2,"device":{"messages":0,"measures":{},"statusMs":{}},"alerts":{"count":0,"complete":true}}""", Encoding.UTF8.GetString(answer.Bytes));
    }

    [Theory]
    [InlineData("?from=5&to=4", "from")]
    [InlineData("?to=tomorrow", "to")]
    public async Task A_bad_parameter_is_named(string query, string parameter)
    {
        var answer = await fixture.CallAsync<GetStatistics>(query, route: ["t", "bad"]);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(parameter, out _));
    }

    private void Add(string device, int minute, string status, params (string Name, double Value)[] measurements) =>
        fixture.History.Events.Add(Samples.Event(device, minute * Minute, minute) with
        {
            Status = status,
            Measurements = [.. measurements.Select(measurement => new Measurement(measurement.Name, measurement.Value))],
            Attributes = [new(EventProfiles.Attribute, EventProfiles.Vehicle)],
        });
}
