using System.Globalization;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;
using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.EndToEnd.Tests.Isolation;

/// <summary>Devices that each publish one reading above its threshold: one row, one window, one alert and one twin a device.</summary>
internal static class Breaches
{
    /// <summary>Readers of telemetry.valid that neither a webhook nor a document store may stop.</summary>
    private static readonly string[] Unstoppable = ["alert", "aggregate", "store"];

    // Two minutes old, so that the next tick closes its window.
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(2);

    /// <summary>Each device's alert is told by itself, however many there are.</summary>
    public static Task WithoutStormsAsync(EditionApi api) => api.PutAsync(
        "rules", """{"version":1,"rules":[{"id":"temperature-threshold","kind":"threshold","measure":"temperature","above":35,"severity":4}],"notifications":{"storm":null}}""");

    /// <summary>Publishes and returns when every message is acknowledged.</summary>
    public static async Task PublishAsync(EditionProcess edition, string prefix, int devices)
    {
        var time = (TimeProvider.System.GetUtcNow() - Age).ToUnixTimeMilliseconds();
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", edition.Parts["bridge"].Port).WithClientId(prefix).WithTimeout(EditionProcess.Patience).Build());
        for (var i = 0; i < devices; i++)
        {
            var device = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i:D3}");
            var message = new MqttApplicationMessageBuilder().WithTopic($"demo/plant1/{device}/telemetry/temperature").WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .WithPayload(string.Create(CultureInfo.InvariantCulture, $$"""{"event_id":"{{device}}-1","sensor_id":"{{device}}","sensor_type":"temperature","value":45,"unit":"C","timestamp":{{time}} }""")).Build();
            Assert.True((await client.PublishAsync(message)).IsSuccess);
        }

        await client.DisconnectAsync();
    }

    /// <summary>Waits until Validate, Alert, Aggregate and Store are through with that many events in all, by the books.</summary>
    public static Task ThroughAsync(EditionApi api, int events) => Until.TrueAsync(
        async () => await api.GetAsync("audit") is { } books
            && Sum(books, partition => partition.TryGetProperty("raw", out var raw) ? raw : default, "valid") == events
            && Unstoppable.All(step => Sum(books, partition => partition.GetProperty("readers").TryGetProperty(step, out var reader) ? reader : default, "events") == events),
        () => "Validate, Alert, Aggregate and Store did not get through: " + api.Last);

    private static long Sum(JsonElement books, Func<JsonElement, JsonElement> part, string member) =>
        books.GetProperty("partitions").EnumerateArray().Select(part).Sum(found => found.ValueKind == JsonValueKind.Object ? found.GetProperty(member).GetInt64() : 0);
}
