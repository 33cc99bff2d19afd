using ServerlessIot.Simulator.Options;
using ServerlessIot.Simulator.Sending;
using ServerlessIot.Simulator.Tests.Brokers;

namespace ServerlessIot.Simulator.Tests.Running;

[Collection(MosquittoCollection.Name)]
public sealed class FleetRunTests(MosquittoFixture mosquitto)
{
    [Theory]
    [InlineData(ClientKind.Lean, MqttLevel.V311)]
    [InlineData(ClientKind.Lean, MqttLevel.V5)]
    [InlineData(ClientKind.Mqttnet, MqttLevel.V311)]
    [InlineData(ClientKind.Mqttnet, MqttLevel.V5)]
    [InlineData(ClientKind.Auto, MqttLevel.V5)]
    public async Task Everything_published_arrives_once_in_order_and_is_in_the_ledger(ClientKind client, MqttLevel level)
    {
        var tenant = Guid.NewGuid().ToString("N");
        using var watcher = await Watcher.StartAsync(mosquitto.Port, tenant);
        var run = await Runs.RunAsync(new SimulatorOptions
        {
            Port = mosquitto.Port,
            Tenant = tenant,
            Devices = 40,
            Rate = 400,
            For = TimeSpan.FromSeconds(1.5),
            Client = client,
            Protocol = level
        });

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("ready", run.Lines[0]);
        Assert.True(run.Last.GetProperty("done").GetBoolean());
        Assert.Equal(0, run.Last.GetProperty("inFlight").GetInt64());
        Assert.InRange(run.Ledger.Total.Published, 100, 600);
        Assert.Equal(40, run.Ledger.Devices.Count);
        await watcher.WaitForAsync((int)run.Ledger.Total.Published);
        foreach (var line in run.Ledger.Devices)
        {
            Assert.Equal(Enumerable.Range(1, (int)line.Published).Select(seq => (long)seq), watcher.Seqs(line.Device));
            Assert.Equal(line.Published, line.Acknowledged.Sum(range => range.Count));
        }
    }

    [Fact]
    public async Task Devices_that_share_connections_keep_their_order()
    {
        var tenant = Guid.NewGuid().ToString("N");
        using var watcher = await Watcher.StartAsync(mosquitto.Port, tenant);
        var run = await Runs.RunAsync(new SimulatorOptions
        {
            Port = mosquitto.Port,
            Tenant = tenant,
            Devices = 30,
            Connections = 4,
            Client = ClientKind.Lean,
            Rate = double.PositiveInfinity,
            For = TimeSpan.FromSeconds(0.3)
        });
        Assert.Equal(0, run.ExitCode);
        await watcher.WaitForAsync((int)run.Ledger.Total.Published);
        Assert.All(run.Ledger.Devices, line => Assert.Equal(Enumerable.Range(1, (int)line.Published).Select(seq => (long)seq), watcher.Seqs(line.Device)));
    }

    [Fact]
    public async Task Misbehaviour_is_counted_apart_from_valid_readings()
    {
        var tenant = Guid.NewGuid().ToString("N");
        using var watcher = await Watcher.StartAsync(mosquitto.Port, tenant);
        var run = await Runs.RunAsync(new SimulatorOptions
        {
            Port = mosquitto.Port,
            Tenant = tenant,
            Devices = 10,
            Rate = 500,
            For = TimeSpan.FromSeconds(1),
            Duplicates = 0.2,
            Invalid = 0.2
        });
        var total = run.Ledger.Total;
        Assert.Equal(0, run.ExitCode);
        Assert.True(total.Duplicates > 10 && total.Invalid > 10);
        await watcher.WaitForAsync((int)(total.Published + total.Duplicates + total.Invalid));
        Assert.Equal(total.Invalid, watcher.Broken);
        Assert.All(run.Ledger.Devices, line => Assert.Equal(line.Published, watcher.Seqs(line.Device).Distinct().Count()));
        Assert.Equal(total.Duplicates, run.Ledger.Devices.Sum(line => watcher.Seqs(line.Device).Count - line.Published));
    }

    [Fact]
    public async Task Stopping_early_drains_and_writes_the_ledger()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var run = await Runs.RunAsync(new SimulatorOptions { Port = mosquitto.Port, Devices = 20, Rate = 200 }, stop.Token);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(run.Ledger.Total.Published, run.Ledger.Total.Acknowledged);
    }
}
