using System.Text;
using ServerlessIot.Bridge.Tests.Devices;
using static ServerlessIot.Bridge.Tests.Coap.CoapPeer;

namespace ServerlessIot.Bridge.Tests.Coap;

/// <summary>RFC 7959.</summary>
public class BlockTests
{
    private const int Block2 = 23;
    private const int Block1 = 27;
    private static readonly string Body = string.Concat(Enumerable.Range(0, 40).Select(i => (char)('a' + i % 26)));

    [Fact]
    public async Task A_body_in_blocks_is_one_message()
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        for (var i = 0; i < 2; i++)
        {
            var next = await peer.AskAsync(Con, Post, i, "sensors/d1", Body[(16 * i)..(16 * i + 16)], (Block1, [(byte)(i << 4 | 8)]));
            Assert.Equal(("2.31", i << 4 | 8), (next.Code, next.Number(Block1)));
        }
        Assert.Empty(bridge.Log.Records);
        var last = await peer.AskAsync(Con, Post, 2, "sensors/d1", Body[32..], (Block1, [2 << 4]), (12, [0]));
        Assert.Equal(("2.04", 2 << 4), (last.Code, last.Number(Block1)));
        Assert.Equal((Body, "text/plain; charset=utf-8"), (Assert.Single(bridge.Log.Records).Value(), bridge.Log.Records[0].Header("content-type")));
        // The last block again, in its old message, does nothing.
        Assert.Equal("2.04", (await peer.AskAsync(Con, Post, 2, "sensors/d1", Body[32..], (Block1, [2 << 4]), (12, [0]))).Code);
        Assert.Single(bridge.Log.Records);
    }

    [Theory]
    [InlineData(1 << 4, 16, "4.08")] // the last of a body that never began
    [InlineData(1 << 4 | 8, 16, "4.08")]
    [InlineData(0 << 4 | 8, 15, "4.00")] // shorter than it says
    [InlineData(0 << 4 | 8, 17, "4.00")]
    [InlineData(0 << 4, 17, "4.00")]
    [InlineData(7, 5, "4.02")] // reserved size
    public async Task A_block_that_does_not_fit_is_refused(int option, int length, string expected)
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        Assert.Equal(expected, (await peer.AskAsync(Con, Post, 1, "sensors/d1", new string('x', length), (Block1, [(byte)option]))).Code);
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task Blocks_of_two_peers_and_two_resources_do_not_mix_and_block_0_begins_anew()
    {
        await using var bridge = await StartAsync();
        using var one = new CoapPeer(bridge);
        using var two = new CoapPeer(bridge);
        var (a, b, c) = (new string('a', 16), new string('b', 16), new string('c', 16));
        Assert.Equal("2.31", (await one.AskAsync(Con, Post, 1, "sensors/d1", c, (Block1, [8]))).Code);
        Assert.Equal("2.31", (await one.AskAsync(Con, Post, 2, "sensors/d1", a, (Block1, [8]))).Code);
        Assert.Equal("2.31", (await two.AskAsync(Con, Post, 3, "sensors/d1", b, (Block1, [8]))).Code);
        Assert.Equal("2.31", (await one.AskAsync(Con, Post, 4, "sensors/d2", c, (Block1, [8]))).Code);
        Assert.Equal("2.04", (await one.AskAsync(Con, Post, 5, "sensors/d1", "1", (Block1, [1 << 4]))).Code);
        Assert.Equal("2.04", (await two.AskAsync(Con, Post, 6, "sensors/d1", "2", (Block1, [1 << 4]))).Code);
        Assert.Equal("2.04", (await one.AskAsync(Con, Post, 7, "sensors/d2", "3", (Block1, [1 << 4]))).Code);
        Assert.Equal([a + "1", b + "2", c + "3"], bridge.Log.Records.Select(r => r.Value()));
    }

    [Fact]
    public async Task A_body_beyond_the_bound_is_refused_and_forgotten()
    {
        await using var bridge = await StartAsync(o => o with { MaxPacketSize = 1_024 });
        using var peer = new CoapPeer(bridge);
        var block = new string('x', 256);
        for (var i = 0; i < 4; i++)
            Assert.Equal("2.31", (await peer.AskAsync(Con, Post, i, "sensors/d1", block, (Block1, [(byte)(i << 4 | 8 | 4)]))).Code);
        Assert.Equal(("4.13", 1_024), (await peer.AskAsync(Con, Post, 4, "sensors/d1", block, (Block1, [4 << 4 | 8 | 4]))) is var a ? (a.Code, a.Number(60)!.Value) : default);
        Assert.Equal("4.08", (await peer.AskAsync(Con, Post, 5, "sensors/d1", block, (Block1, [5 << 4 | 4]))).Code);
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task Bodies_of_all_peers_together_are_bounded()
    {
        await using var bridge = await StartAsync(o => o with { MaxInFlightBytes = 64 });
        using var peer = new CoapPeer(bridge);
        var block = new string('x', 16);
        for (var i = 0; i < 4; i++)
            Assert.Equal("2.31", (await peer.AskAsync(Con, Post, i, $"sensors/d{i}", block, (Block1, [8]))).Code);
        Assert.Equal("5.03", (await peer.AskAsync(Con, Post, 4, "sensors/d4", block, (Block1, [8]))).Code);
        Assert.Equal("2.04", (await peer.AskAsync(Con, Post, 5, "sensors/d0", "", (Block1, [1 << 4]))).Code);
        Assert.Equal("2.31", (await peer.AskAsync(Con, Post, 6, "sensors/d4", block, (Block1, [8]))).Code);
    }

    [Fact]
    public async Task A_last_value_comes_in_blocks_no_larger_than_three_times_the_request()
    {
        await using var bridge = await StartAsync();
        using var device = await bridge.ConnectAsync(5);
        var value = $$"""{"text":"{{new string('x', 500)}}"}""";
        await device.SendAsync(Bytes.Publish(5, 1, 1, "sensors/d1/data", Encoding.UTF8.GetBytes(value)));
        await device.SettleAsync();
        using var peer = new CoapPeer(bridge);
        var text = "";
        for (var (i, more, size) = (0, true, 6); more; i++)
        {
            (int, byte[])[] options = i == 0 ? [] : [(Block2, i < 16 ? [(byte)(i << 4 | size)] : [(byte)(i >> 4), (byte)(i << 4 | size)])];
            var answer = await peer.AskAsync(Con, Get, 100 + i, "sensors/d1", "", options);
            Assert.Equal(("2.05", 50), (answer.Code, answer.Number(12)));
            Assert.InRange(answer.Length, 1, 3 * Datagram(Con, Get, 1, [(11, new byte[7]), (11, new byte[2]), .. options], "").Length + 16);
            var block = answer.Number(Block2)!.Value;
            Assert.Equal(i, block >> 4);
            (more, size) = ((block & 8) != 0, block & 7);
            text += answer.Text;
        }
        Assert.Equal(value, text);
    }
}
