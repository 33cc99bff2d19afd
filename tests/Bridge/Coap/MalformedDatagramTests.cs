using ServerlessIot.Bridge.Tests.Devices;
using static ServerlessIot.Bridge.Tests.Coap.CoapPeer;

namespace ServerlessIot.Bridge.Tests.Coap;

public sealed class MalformedDatagramTests : IClassFixture<MalformedDatagramTests.SharedBridge>
{
    private readonly SharedBridge _shared;

    public MalformedDatagramTests(SharedBridge shared) => _shared = shared;

    /// <summary>Confirmable ones, with message id 0x0102: RFC 7252, 4.2 wants a reset.</summary>
    public static TheoryData<string, byte[]> Rejected() => new()
    {
        { "ping", [0x40, 0, 1, 2] },
        { "empty with a token", [0x41, 0, 1, 2, 9] },
        { "empty with a payload", [0x40, 0, 1, 2, 0xFF, 9] },
        { "token of 9 bytes", [0x49, 2, 1, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
        { "token of 15 bytes", [0x4F, 2, 1, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] },
        { "token cut off", [0x44, 2, 1, 2, 1, 2] },
        { "marker without a payload", [0x40, 2, 1, 2, 0xFF] },
        { "option cut off", [0x40, 2, 1, 2, 0xB3, (byte)'a'] },
        { "option delta 15", [0x40, 2, 1, 2, 0xF1, 0] },
        { "option length 15", [0x40, 2, 1, 2, 0x1F, 0] },
        { "extended delta cut off", [0x40, 2, 1, 2, 0xD0] },
        { "extended delta of two bytes cut off", [0x40, 2, 1, 2, 0xE0, 1] },
        { "extended length cut off", [0x40, 2, 1, 2, 0xBD] },
        { "extended length of two bytes cut off", [0x40, 2, 1, 2, 0xBE, 1] },
        { "length beyond the datagram", [0x40, 2, 1, 2, 0xBE, 0xFF, 0xFF] },
        { "option number beyond 65535", [0x40, 2, 1, 2, 0xE0, 0xFF, 0xFF, 0xE0, 0xFF, 0xFF] },
        { "too many options", [0x40, 2, 1, 2, .. Enumerable.Repeat((byte)0x10, 65)] },
        { "response out of the blue", [0x40, 0x44, 1, 2] },
        { "reserved class 1", [0x40, 0x20, 1, 2] },
        { "reserved class 7", [0x40, 0xE0, 1, 2] },
    };

    /// <summary>Ignored in silence.</summary>
    public static TheoryData<string, byte[]> Ignored() => new()
    {
        { "nothing", [] },
        { "one byte", [0x40] },
        { "three bytes", [0x40, 2, 1] },
        { "version 0", [0x00, 2, 1, 2] },
        { "version 2", [0x80, 2, 1, 2] },
        { "version 3", [0xC0, 2, 1, 2] },
        { "MQTT", Bytes.Connect(4) },
        { "non-confirmable with a broken option", [0x50, 2, 1, 2, 0xF1, 0] },
        { "non-confirmable empty", [0x50, 0, 1, 2] },
        { "non-confirmable response", [0x50, 0x44, 1, 2] },
        { "acknowledgement of nothing", [0x60, 0, 1, 2] },
        { "acknowledgement with a request", [0x60, 2, 1, 2] },
        { "reset of nothing", [0x70, 0, 1, 2] },
        { "reset with a payload", [0x70, 0, 1, 2, 0xFF, 1] },
    };

    [Theory]
    [MemberData(nameof(Rejected))]
    public async Task A_confirmable_message_that_is_none_is_reset(string name, byte[] datagram)
    {
        using var peer = new CoapPeer(_shared.Bridge);
        await peer.SendAsync(datagram);
        var answer = await peer.ReadAsync();
        Assert.Equal((name, Rst, "0.00", 0x0102, 4), (name, answer.Type, answer.Code, answer.Id, answer.Length));
        Assert.Empty(_shared.Bridge.Log.Records);
    }

    [Theory]
    [MemberData(nameof(Ignored))]
    public async Task Anything_else_is_ignored(string name, byte[] datagram)
    {
        Assert.NotEmpty(name);
        using var peer = new CoapPeer(_shared.Bridge);
        await peer.SendAsync(datagram);
        Assert.Empty(await peer.SettleAsync());
        Assert.Empty(_shared.Bridge.Log.Records);
    }

    [Theory]
    [InlineData("path in bad UTF-8", 11, new byte[] { 0xC0, 0xAF }, "4.00")]
    [InlineData("path with a slash", 11, new byte[] { (byte)'a', (byte)'/', (byte)'b' }, "4.00")]
    [InlineData("query in bad UTF-8", 15, new byte[] { 0xED, 0xA0, 0x80 }, "4.00")]
    [InlineData("Block1 of four bytes", 27, new byte[] { 1, 0, 0, 0 }, "4.02")]
    [InlineData("Block1 of five bytes", 27, new byte[] { 1, 0, 0, 0, 0 }, "4.02")]
    [InlineData("Block2 with size 7", 23, new byte[] { 7 }, "4.02")]
    public async Task Options_that_make_no_sense_are_refused(string name, int option, byte[] value, string expected)
    {
        using var peer = new CoapPeer(_shared.Bridge);
        var answer = await peer.AskAsync(Con, Post, 3, "sensors/d1", "1", (option, value));
        Assert.Equal((name, expected), (name, answer.Code));
        Assert.Empty(_shared.Bridge.Log.Records);
    }

    [Fact]
    public async Task Random_datagrams_never_stop_the_bridge_and_answers_stay_small()
    {
        await using var bridge = await StartAsync();
        var random = new Random(3);
        for (var round = 0; round < 2_000; round++)
        {
            using var peer = new CoapPeer(bridge);
            var good = Datagram(random.Next(4), random.Next(4), round, [(11, "sensors"u8.ToArray()), (11, "d1"u8.ToArray()), (6, []), (12, [50]), (random.Next(30), [(byte)random.Next(256)])], "{}");
            var bytes = random.Next(4) == 0 ? new byte[random.Next(64)] : good;
            for (var i = 0; i < round % 5 && bytes.Length > 0; i++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            await peer.SendAsync(bytes);
            if (round % 100 == 0)
                Assert.All(await peer.SettleAsync(), a => Assert.InRange(a.Length, 4, 3 * bytes.Length + 48));
        }
        using var last = new CoapPeer(bridge);
        Assert.Equal("2.04", (await last.AskAsync(Con, Post, 1, payload: "{}")).Code);
    }

    public sealed class SharedBridge : IAsyncLifetime
    {
        internal TestBridge Bridge { get; private set; } = null!;

        public async Task InitializeAsync() => Bridge = await StartAsync();

        public async Task DisposeAsync() => await Bridge.DisposeAsync();
    }
}
