using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;
using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.EndToEnd.Tests.Rules;

/// <summary>A rule for a group of registered devices, through registry, log and functions: members are alerted of, and what is changed of the registration ends the alert.</summary>
public sealed class GroupRuleTest
{
    private const string Rules = """{"version":1,"rules":[{"id":"north-hot","kind":"threshold","measure":"temperature","above":50,"severity":4,"scope":{"tenants":"demo","groups":"north"}}]}""";

    [Fact]
    public async Task Members_of_the_group_are_alerted_of_until_they_leave_it()
    {
        await using var edition = await EditionProcess.UpAsync(EditionProcess.NewFolder(), new Dictionary<string, string>(), "--no-fleet");
        using var api = new EditionApi(edition);
        await api.PutAsync("groups/demo/north", """{"filter":{"tags":{"site":"north"}}}""");
        await RegisterAsync(api, "in", "north");
        await RegisterAsync(api, "out", "south");
        Assert.False((await api.PutAsync("rules", Rules)).TryGetProperty("warnings", out _));

        // Rules hold from the tick on that the answer stands for; breaches that came before it count no more than a reading.
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", edition.Parts["bridge"].Port).Build());
        var sequence = 0;
        await Until.TrueAsync(
            async () =>
            {
                sequence++;
                await SendAsync(client, "out", sequence);
                await SendAsync(client, "in", sequence);
                return (await AlertsAsync(api)).Exists(alert => alert.GetProperty("rule").GetString() == "north-hot");
            },
            () => api.Last);
        Assert.All(await AlertsAsync(api), alert => Assert.Equal("in", alert.GetProperty("device").GetString()));

        await RegisterAsync(api, "in", "south");
        await Until.TrueAsync(async () => (await AlertsAsync(api)).All(alert => alert.TryGetProperty("cleared", out _)), () => api.Last);
        Assert.Single(await AlertsAsync(api));
    }

    private static Task<JsonElement> RegisterAsync(EditionApi api, string device, string site) => api.PutAsync($"registry/demo/{device}", $$$"""{"type":"sensor","tags":{"site":"{{{site}}}"}}""");

    private static async Task<List<JsonElement>> AlertsAsync(EditionApi api) => [.. (await api.AllAsync("alerts")).Select(item => item.GetProperty("alert"))];

    private static async Task SendAsync(IMqttClient client, string device, int sequence)
    {
        var payload = $$"""{"event_id":"{{device}}-{{sequence}}","sensor_id":"{{device}}","sensor_type":"temperature","value":70,"timestamp":{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}}""";
        var result = await client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic($"demo/s/{device}/telemetry/temperature").WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build());
        Assert.Equal(MqttClientPublishReasonCode.Success, result.ReasonCode);
    }
}
