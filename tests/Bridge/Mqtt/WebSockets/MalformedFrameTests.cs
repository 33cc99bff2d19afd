using ServerlessIot.Bridge.Tests.Devices;
using static ServerlessIot.Bridge.Tests.Mqtt.WebSockets.RawWebSocket;

namespace ServerlessIot.Bridge.Tests.Mqtt.WebSockets;

/// <summary>Frames that RFC 6455 forbids. Each ends its own connection only, and nothing behind it is taken.</summary>
public sealed class MalformedFrameTests : IClassFixture<MalformedFrameTests.SharedBridge>
{
    private readonly SharedBridge _shared;

    public MalformedFrameTests(SharedBridge shared) => _shared = shared;

    public static TheoryData<string, byte[]> Frames() => new()
    {
        { "no mask", [0x82, 2, 0xC0, 0] },
        { "RSV1 without an extension", Frame(0xC2, Bytes.Ping) },
        { "RSV2", Frame(0xA2, Bytes.Ping) },
        { "RSV3", Frame(0x92, Bytes.Ping) },
        { "all reserved bits", Frame(0xF2, Bytes.Ping) },
        { "reserved opcode 3", Frame(0x83, Bytes.Ping) },
        { "reserved opcode 7", Frame(0x87, Bytes.Ping) },
        { "reserved opcode 11", Frame(0x8B, []) },
        { "reserved opcode 15", Frame(0x8F, []) },
        { "text", Frame(0x81, "x"u8.ToArray()) },
        { "empty text", Frame(0x81, []) },
        { "text in two frames", Frame(0x01, "x"u8.ToArray()) },
        { "continuation of nothing", Frame(0x80, Bytes.Ping) },
        { "continuation of nothing, not the last", Frame(0x00, Bytes.Ping) },
        { "binary within binary", Bytes.Join(Frame(0x02, [0xC0]), Frame(0x82, [0])) },
        { "text within binary", Bytes.Join(Frame(0x02, [0xC0]), Frame(0x81, [0])) },
        { "ping in two frames", Frame(0x09, [1]) },
        { "pong in two frames", Frame(0x0A, [1]) },
        { "close in two frames", Frame(0x08, []) },
        { "ping of 126 bytes", Frame(0x89, new byte[126]) },
        { "pong of 126 bytes", Frame(0x8A, new byte[126]) },
        { "close of 126 bytes", Frame(0x88, [3, 0xE8, .. new byte[124]]) },
        { "close of one byte", Frame(0x88, [3]) },
        { "close with status 0", Frame(0x88, [0, 0]) },
        { "close with reserved status 1005", Frame(0x88, [3, 0xED]) },
        { "close with reserved status 1006", Frame(0x88, [3, 0xEE]) },
        { "close with a reason in bad UTF-8", Frame(0x88, [3, 0xE8, 0xC0, 0xAF]) },
        { "length with its highest bit", [0x82, 0xFF, .. Long(long.MinValue), 0, 0, 0, 0] },
        { "length of 2^62, and MQTT that is too large", [0x82, 0xFF, .. Long(1L << 62), 0, 0, 0, 0, 0x30, 0xFF, 0xFF, 0xFF, 0x7F, .. new byte[8_192]] },
        { "no frame at all", "GET / HTTP/1.1\r\n\r\n"u8.ToArray() },
        { "MQTT without frames", Bytes.Publish(4, 1, 1, TestBridge.Topic, [1]) },
        { "zeros", new byte[64] },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task It_ends_its_own_connection(string name, byte[] bytes)
    {
        Assert.NotEmpty(name);
        using var bystander = await WebDevice.OpenAsync(_shared.Bridge);
        await bystander.SendAsync(Bytes.Connect(4, "bystander"));
        await bystander.ReadAsync();
        using var device = await OpenAsync(_shared.Bridge.Server.WebSocketPort!.Value);
        await device.SendAsync(Frame(0x82, Bytes.Connect(4, "rude")));
        Assert.Equal([0x82, 4, 0x20, 2, 0, 0], await device.ReadAsync(6));
        await device.SendAsync(Bytes.Join(bytes, Frame(0x82, Bytes.Publish(4, 1, 1, TestBridge.Topic, [1]))));
        var heard = await device.ReadToEndAsync();
        Assert.False(heard.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x40, 2, 0, 1]) >= 0, "the message behind it was acknowledged");
        Assert.Empty(_shared.Bridge.Log.Records);
        await bystander.SendAsync(Bytes.Ping);
        Assert.Equal([0xD0, 0], await bystander.ReadAsync());
    }

    [Fact]
    public async Task Random_frames_never_stop_the_bridge()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            using var device = await OpenAsync(_shared.Bridge.Server.WebSocketPort!.Value);
            var bytes = Frame((byte)random.Next(256), new byte[random.Next(300)]);
            for (var i = 0; i < 3; i++)
                bytes[random.Next(Math.Min(bytes.Length, 16))] = (byte)random.Next(256);
            await device.SendAsync(bytes);
        }
        using var bystander = await WebDevice.OpenAsync(_shared.Bridge);
        await bystander.SendAsync(Bytes.Connect(4, "bystander"));
        Assert.Equal([0x20, 2, 0, 0], await bystander.ReadAsync());
    }

    public sealed class SharedBridge : IAsyncLifetime
    {
        internal TestBridge Bridge { get; private set; } = null!;

        public async Task InitializeAsync() => Bridge = await TestBridge.StartAsync(o => o with { WebSocketPort = 0 });

        public async Task DisposeAsync() => await Bridge.DisposeAsync();
    }
}
