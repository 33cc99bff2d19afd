using System.Text;
using System.Text.Json;
using ServerlessIot.Bridge.Tests.Commands;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Edge;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>From a critical reading at one bridge to the device at another, with a real broker between.</summary>
public sealed class EmergencyCommandTests : IAsyncLifetime
{
    private readonly string _rules = Path.GetTempFileName();
    private BrokerProcess _broker = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllBytesAsync(_rules, EdgeRuleFiles.Shutdown);
        _broker = await BrokerProcess.StartAsync();
        await CommandTopics.CreateAsync(_broker.Address);
    }

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        File.Delete(_rules);
    }

    [Fact]
    public async Task The_device_is_told_to_shut_down_once_wherever_it_is_connected()
    {
        await using var first = await KafkaBridge.StartAsync(_broker.Address, o => o with { EdgeRules = true, EdgeRulesFile = _rules });
        await using var second = await KafkaBridge.StartAsync(_broker.Address);
        using var device = await CommandedDevice.ConnectAsync(second.Port, "car1");
        using var gateway = await RawDevice.ConnectAsync(first.Port, 5, "gateway");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await gateway.SendAsync(Publish(1, 90, now), Publish(2, 91, now + 1_000));
        var id = await device.AnswerAsync();

        await Eventually.True(() => LogReader.ReadAll(_broker.Address, "alerts").Count > 0); // the command may be there before it
        var alerts = LogReader.ReadAll(_broker.Address, "alerts").Select(r => JsonSerializer.Deserialize(r.Message.Value, DomainJson.Default.AlertRecord)!).ToList();
        var alert = Assert.Single(alerts, a => a.Rule == "overheat");
        Assert.Equal((alert.AlertId, "shutdown"), (id, alert.Action));
        // A step sends the same command later: it is known by its id, at both bridges.
        await CommandTopics.WriteAsync(_broker.Address, AlertCommands.Of(alert)!, Given.Record("9", device: "car1", tenant: "other"));
        await Eventually.True(async () => await first.MetricAsync("commands_waiting") == 1 && await second.MetricAsync("commands_waiting") == 1);
        using (var here = await CommandedDevice.ConnectAsync(first.Port, "car1"))
            Assert.Empty(await here.SettleAsync());
        Assert.Empty(await device.SettleAsync());
        Assert.Equal(1, await first.MetricAsync("edge_commands_total"));

        // One partition, and the word for the document before all else.
        var replies = LogReader.ReadAll(_broker.Address, CommandTopics.Replies);
        Assert.Single(replies.Select(r => r.Partition).Distinct());
        Assert.Equal("serverlessiot.command", CommandTopics.Header(replies[0], "ce_type"));
        Assert.Equal(["serverlessiot.command", "serverlessiot.delivery", "serverlessiot.reply"], replies.Select(r => CommandTopics.Header(r, "ce_type")).Order(StringComparer.Ordinal));
    }

    private static byte[] Publish(int id, double degrees, long time) =>
        Bytes.Publish(5, 1, id, "vehicles/car1/telemetry", Encoding.UTF8.GetBytes(EdgeRuleFiles.Reading("car1", degrees, time)));
}
