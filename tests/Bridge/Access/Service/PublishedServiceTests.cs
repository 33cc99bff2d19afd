using System.Diagnostics;
using System.Net;
using System.Text;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Adapters.Tests.Blobs;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Ingest;
using ServerlessIot.Bridge.Tests.Kafka;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Bridge.Tests.Access.Service;

/// <summary>Devices that the registry takes out of service and back while a bridge runs, through a real blob store.</summary>
public sealed class PublishedServiceTests : IAsyncLifetime, IDisposable
{
    private readonly Azurite _azurite = new();
    private readonly AccessFiles _files = new();
    private readonly LogLines _lines = new();
    private BlobSettings _storage = null!;
    private OutOfServiceBook _book = null!;
    private long _revision;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        _storage = _azurite.Settings();
        _book = new OutOfServiceBook(new AzureBlobStore(_storage), TimeProvider.System);
    }

    public Task DisposeAsync() => _azurite.DisposeAsync();

    public void Dispose()
    {
        _book.Dispose();
        _lines.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Out_of_service_a_device_is_disconnected_within_ten_seconds_and_not_let_in_until_it_is_back()
    {
        await using var bridge = await StartAsync();
        using var device = await OpenAsync(bridge, "d1");
        using var neighbour = await OpenAsync(bridge, "d2");
        Assert.Equal(0, await CodeAsync(device));
        Assert.Equal(0, await CodeAsync(neighbour));

        var clock = Stopwatch.StartNew();
        await PublishAsync("d1", isOut: true);
        var goodBye = Assert.Single(await device.ReadToEndAsync());
        Assert.Equal((0xE0, 0x87), (goodBye[0], goodBye.Body()[0]));
        Assert.Contains("out of service", Encoding.UTF8.GetString(goodBye), StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(1, await bridge.Server.MetricAsync("out_of_service_devices"));
        using (var again = await OpenAsync(bridge, "d1"))
            Assert.Equal(0x8A, await CodeAsync(again)); // banned
        await neighbour.SendAsync(Bytes.Publish(5, 1, 1, "acme/site/d2/telemetry/temperature", "1"u8.ToArray()));
        await neighbour.SettleAsync();
        Assert.Equal("acme/d2", Assert.Single(bridge.Log.Records).Key());

        await PublishAsync("d1", isOut: false);
        await Eventually.True(async () =>
        {
            using var back = await OpenAsync(bridge, "d1");
            return await CodeAsync(back) == 0;
        });
    }

    [Fact]
    public async Task A_bridge_that_starts_knows_who_is_out_of_service_by_whichever_way_it_comes()
    {
        await PublishAsync("d1", isOut: true);
        await using var http = await IngestClient.StartAsync(o => o with { Access = _files.Options with { ClientCaFile = null, RevocationFile = null }, Storage = _storage });
        await KnownAsync(http.Bridge, 1);
        using (var device = await OpenAsync(http.Bridge, "d1"))
            Assert.Equal(0x8A, await CodeAsync(device));
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("d1")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("d2")).Status);
        Assert.Equal("acme/d2", Assert.Single(http.Log.Records).Key());

        Task<IngestClient.Answer> PostAsync(string name) => http.PostAsync("{}", topic: $"acme/site/{name}/telemetry/temperature", change: r =>
            r.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"acme/{name}:{_files.Keys.PasswordOf(new DeviceIdentity("acme", name))}"))));
    }

    [Fact]
    public async Task A_gateway_brings_what_it_brings()
    {
        await PublishAsync("d1", isOut: true);
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { Access = _files.Options with { AllowAnonymous = true }, Storage = _storage }, _lines);
        await KnownAsync(bridge, 1);
        using var gateway = await bridge.ConnectAsync(5, "gateway");
        await gateway.SendAsync(Bytes.Publish(5, 1, 1, "acme/site/d1/telemetry/temperature", "1"u8.ToArray()));
        await gateway.SettleAsync();
        Assert.Equal("acme/d1", Assert.Single(bridge.Log.Records).Key());
    }

    [Fact]
    public async Task A_store_that_is_away_leaves_who_is_out_of_service_as_it_was_and_is_complained_of_once()
    {
        await PublishAsync("d1", isOut: true);
        await using var bridge = await StartAsync();
        await KnownAsync(bridge, 1);
        await _azurite.EndAsync();
        await Eventually.True(async () => await bridge.Server.MetricAsync("out_of_service_unread_total") >= 2, 60);
        Assert.Single(_lines.Of(3091));
        using (var device = await OpenAsync(bridge, "d1"))
            Assert.Equal(0x8A, await CodeAsync(device));
        await _azurite.StartAsync();
        await PublishAsync("d1", isOut: false);
        await KnownAsync(bridge, 0);
        await Eventually.True(() => _lines.Of(3092).Count == 1);
    }

    // The start waits for the first look, but only for a while.
    private static Task KnownAsync(TestBridge bridge, int count) => Eventually.True(async () => await bridge.Server.MetricAsync("out_of_service_devices") == count, 60);

    private Task<TestBridge> StartAsync() => TestBridge.StartAsync(o => _files.Bridge(o) with { Storage = _storage }, _lines);

    private async Task PublishAsync(string device, bool isOut) => await _book.PublishAsync([new ServiceState("acme", device, isOut, ++_revision)], default);

    private async Task<RawDevice> OpenAsync(TestBridge bridge, string name)
    {
        var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, name, flags: 0xC2, rest: [Bytes.Text($"acme/{name}"), Bytes.Text(_files.Keys.PasswordOf(new DeviceIdentity("acme", name)))]));
        return device;
    }

    /// <summary>Reason code of CONNACK.</summary>
    private static async Task<int> CodeAsync(RawDevice device)
    {
        var packet = await device.ReadAsync();
        Assert.Equal(0x20, packet[0]);
        return packet.Body()[1];
    }
}
