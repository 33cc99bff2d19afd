using System.Net;
using System.Net.WebSockets;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Kafka;

namespace ServerlessIot.Bridge.Tests.Mqtt.WebSockets;

public class WebSocketTests
{
    private static readonly byte[] Connected = [0x20, 2, 0, 0];

    [Fact]
    public async Task A_packet_may_span_frames_and_a_frame_may_hold_many_packets()
    {
        await using var bridge = await StartAsync();
        using var device = await WebDevice.OpenAsync(bridge);
        foreach (var one in Bytes.Connect(4))
            await device.SendAsync([one]);
        Assert.Equal(Connected, await device.ReadAsync());
        var two = Bytes.Join(Bytes.Publish(4, 1, 1, TestBridge.Topic, [1]), Bytes.Publish(4, 1, 2, TestBridge.Topic, [2]));
        await device.SendAsync(two[..50]);
        await device.SendAsync([], last: false);
        await device.SendAsync(two[50..60], last: false);
        await device.SendAsync(two[60..]);
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        Assert.Equal([0x40, 2, 0, 2], await device.ReadAsync());
        Assert.Equal([[1], [2]], bridge.Log.Records.Select(r => r.Message.Value));
    }

    [Fact]
    public async Task The_largest_packet_passes_and_a_larger_one_does_not()
    {
        await using var bridge = await StartAsync();
        using var device = await ConnectAsync(bridge);
        var around = Bytes.Publish(5, 1, 1, TestBridge.Topic, []).Length + 2; // the length takes three bytes instead of one
        var payload = new byte[TestBridge.Options.MaxPacketSize - around];
        await device.SendAsync(Bytes.Publish(5, 1, 1, TestBridge.Topic, payload));
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        await device.SendAsync(Bytes.Publish(5, 1, 2, TestBridge.Topic, new byte[payload.Length + 1]));
        Assert.Equal(0x95, Assert.Single(await device.ReadToEndAsync()).Body()[0]);
        Assert.Single(bridge.Log.Records);
    }

    [Fact]
    public async Task A_text_frame_ends_the_connection_with_1003_and_the_will_is_said()
    {
        await using var bridge = await StartAsync();
        using var device = await WebDevice.OpenAsync(bridge);
        await device.SendAsync(Bytes.Connect(4, flags: 6, rest: [Bytes.Will(4, TestBridge.Topic, "gone")]));
        Assert.Equal(Connected, await device.ReadAsync());
        await device.SendAsync("x"u8.ToArray(), WebSocketMessageType.Text);
        Assert.Empty(await device.ReadToEndAsync());
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, device.CloseStatus);
        Assert.Equal("gone", Assert.Single(await bridge.Log.WaitAsync(1)).Value());
    }

    [Fact]
    public async Task A_peer_that_is_gone_leaves_its_will()
    {
        await using var bridge = await StartAsync();
        using (var device = await WebDevice.OpenAsync(bridge))
        {
            await device.SendAsync(Bytes.Connect(4, flags: 6, rest: [Bytes.Will(4, TestBridge.Topic, "gone")]));
            Assert.Equal(Connected, await device.ReadAsync());
        }
        Assert.Equal("gone", Assert.Single(await bridge.Log.WaitAsync(1)).Value());
    }

    [Fact]
    public async Task A_disconnect_closes_normally_and_leaves_no_will()
    {
        await using var bridge = await StartAsync();
        using var device = await WebDevice.OpenAsync(bridge);
        await device.SendAsync(Bytes.Join(Bytes.Connect(4, flags: 6, rest: [Bytes.Will(4, TestBridge.Topic, "gone")]), Bytes.Disconnect));
        Assert.Equal(Connected, Assert.Single(await device.ReadToEndAsync()));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, device.CloseStatus);
        await bridge.OtherDeviceSettlesAsync();
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task A_malformed_packet_is_answered_before_the_close()
    {
        await using var bridge = await StartAsync();
        using var device = await ConnectAsync(bridge);
        await device.SendAsync([0xC1, 0]);
        Assert.Equal(0x81, Assert.Single(await device.ReadToEndAsync()).Body()[0]);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, device.CloseStatus);
    }

    [Fact]
    public async Task A_silent_peer_is_closed_after_its_keep_alive_and_one_without_CONNECT_in_time()
    {
        await using var bridge = await StartAsync(o => o with { ConnectTimeout = TimeSpan.FromSeconds(5) });
        using var mute = await WebDevice.OpenAsync(bridge);
        Assert.Empty(await mute.ReadToEndAsync());
        using var silent = await WebDevice.OpenAsync(bridge);
        await silent.SendAsync(Bytes.Connect(5, keepAlive: 1));
        Assert.Equal([0, 0x8D], (await silent.ReadToEndAsync()).Select(p => p.Body()[p[0] == 0x20 ? 1 : 0]));
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_closed_and_its_memory_is_bounded()
    {
        await using var bridge = await StartAsync();
        using var device = await RawWebSocket.OpenAsync(bridge.Server.WebSocketPort!.Value);
        await device.SendAsync(RawWebSocket.Frame(0x82, Bytes.Connect(4, "deaf", keepAlive: 2)));
        await Eventually.True(async () => await bridge.Server.MetricAsync("connections") == 1);
        // Answers pile up in the sockets' buffers, then in the bridge's 16 KiB, then nothing is read any more: silence.
        var pings = RawWebSocket.Frame(0x82, Bytes.Join([.. Enumerable.Repeat(Bytes.Ping, 8_000)]));
        var flood = Task.Run(() => device.FloodAsync(pings));
        await Eventually.True(async () => await bridge.Server.MetricAsync("connections") == 0, 60);
        await flood;
    }

    [Fact]
    public async Task A_bridge_that_stops_says_so()
    {
        var bridge = await StartAsync();
        using var device = await ConnectAsync(bridge);
        await bridge.DisposeAsync();
        Assert.Equal(0x8B, Assert.Single(await device.ReadToEndAsync()).Body()[0]);
    }

    [Fact]
    public async Task With_a_certificate_it_is_TLS_and_nothing_else()
    {
        using var certificate = new TestCertificate();
        await using var bridge = await StartAsync(o => o with { CertificateFile = certificate.Path, TlsPort = 0 });
        using var device = await WebDevice.OpenAsync(bridge, certificate.Thumbprint);
        await device.SendAsync(Bytes.Join(Bytes.Connect(4), Bytes.Publish(4, 2, 7, TestBridge.Topic, [1])));
        Assert.Equal(Connected, await device.ReadAsync());
        Assert.Equal([0x50, 2, 0, 7], await device.ReadAsync());
        await Assert.ThrowsAsync<WebSocketException>(() => WebDevice.OpenAsync(bridge));
    }

    [Theory]
    [InlineData("/mqtt", "mqtt", HttpStatusCode.SwitchingProtocols)]
    [InlineData("/mqtt", "other, mqtt", HttpStatusCode.SwitchingProtocols)]
    [InlineData("/mqtt", "mqttv3.1", HttpStatusCode.BadRequest)]
    [InlineData("/mqtt", null, HttpStatusCode.BadRequest)]
    [InlineData("/else", "mqtt", HttpStatusCode.NotFound)]
    [InlineData("/healthz/live", "mqtt", HttpStatusCode.NotFound)]
    public async Task The_handshake_needs_path_and_subprotocol(string path, string? protocols, HttpStatusCode expected)
    {
        await using var bridge = await StartAsync();
        using var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        foreach (var protocol in protocols?.Split(", ") ?? [])
            client.Options.AddSubProtocol(protocol);
        var open = client.ConnectAsync(new Uri($"ws://127.0.0.1:{bridge.Server.WebSocketPort}{path}"), CancellationToken.None);
        if (expected == HttpStatusCode.SwitchingProtocols)
            await open;
        else
            await Assert.ThrowsAsync<WebSocketException>(() => open);
        Assert.Equal(expected, client.HttpStatusCode);
    }

    [Fact]
    public async Task Something_else_than_a_handshake_is_told_so_and_without_a_port_nothing_listens()
    {
        await using var bridge = await StartAsync();
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{bridge.Server.WebSocketPort}/mqtt"));
        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        await using var other = await TestBridge.StartAsync();
        Assert.Null(other.Server.WebSocketPort);
    }

    private static Task<TestBridge> StartAsync(Func<BridgeOptions, BridgeOptions>? change = null) =>
        TestBridge.StartAsync(o => (change ?? (x => x))(o) with { WebSocketPort = 0 });

    private static async Task<WebDevice> ConnectAsync(TestBridge bridge)
    {
        var device = await WebDevice.OpenAsync(bridge);
        await device.SendAsync(Bytes.Connect(5));
        var ack = await device.ReadAsync();
        Assert.Equal((0x20, 0), (ack[0], ack.Body()[1]));
        return device;
    }
}
