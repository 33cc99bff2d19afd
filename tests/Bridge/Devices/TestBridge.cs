using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Tests.Devices;

/// <summary>A bridge on free ports that lets anybody in and writes to a <see cref="FakeLog"/>.</summary>
internal sealed class TestBridge : IAsyncDisposable
{
    public const string Topic = "demo/plant1/temp-001/telemetry/temperature";

    private TestBridge(BridgeServer server, FakeLog log) => (Server, Log) = (server, log);

    public BridgeServer Server { get; }

    public FakeLog Log { get; }

    public int Port => Server.Port;

    /// <summary>Without marks, so that the log holds what devices sent.</summary>
    public static BridgeOptions Options => new() { Name = "test", Port = 0, HttpPort = 0, Access = new AccessOptions { AllowAnonymous = true }, Presence = false, MarkEvery = TimeSpan.Zero, ShutdownTimeout = TimeSpan.FromSeconds(5) };

    public static async Task<TestBridge> StartAsync(Func<BridgeOptions, BridgeOptions>? change = null, LogLines? lines = null)
    {
        var log = new FakeLog();
        return new TestBridge(await BridgeServer.StartAsync((change ?? (o => o))(Options), log, time: null, lines), log);
    }

    public Task<RawDevice> ConnectAsync(int level, string client = "d1", int keepAlive = 0, byte[]? properties = null) =>
        RawDevice.ConnectAsync(Port, level, client, keepAlive, properties);

    public async Task<(int Status, string Text)> GetAsync(string path)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{Server.HttpPort}{path}"));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until so many connections to another broker have subscribed.</summary>
    public Task SubscribedAsync(int connections) =>
        Eventually.True(async () => (await GetAsync("/metrics")).Text.Contains($"serverlessiot_bridge_subscriptions {connections}\n", StringComparison.Ordinal), 60);

    /// <summary>Another device comes and is served: the bridge has had its chance to do what it must not do.</summary>
    public async Task OtherDeviceSettlesAsync()
    {
        using var other = await ConnectAsync(4, "other");
        for (var i = 0; i < 20; i++)
            Assert.Empty(await other.SettleAsync());
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
