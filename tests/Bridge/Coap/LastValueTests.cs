using ServerlessIot.Bridge.Tests.Devices;
using static ServerlessIot.Bridge.Tests.Coap.CoapPeer;

namespace ServerlessIot.Bridge.Tests.Coap;

/// <summary>GET and observation: RFC 7252, 5.8.1, and RFC 7641.</summary>
public class LastValueTests
{
    private const int Observe = 6;

    [Fact]
    public async Task The_last_value_is_shown_whichever_way_it_came()
    {
        await using var bridge = await StartAsync(o => o with { IngestPort = 0 });
        using var peer = new CoapPeer(bridge);
        Assert.Equal("4.04", (await peer.AskAsync(Con, Get, 1)).Code);
        Assert.Equal("2.04", (await peer.AskAsync(Con, Post, 2, payload: "1")).Code);
        Assert.Equal(("2.05", "1", 42), (await peer.AskAsync(Con, Get, 3)) is var a ? (a.Code, a.Text, a.Number(12)!.Value) : default);
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Publish(5, 1, 1, "sensors/d1/humidity", "{\"v\":2}"u8.ToArray()));
        await device.SettleAsync();
        Assert.Equal(("2.05", "{\"v\":2}", 50), (await peer.AskAsync(Con, Get, 4)) is var b ? (b.Code, b.Text, b.Number(12)!.Value) : default);
        Assert.Equal("4.06", (await peer.AskAsync(Con, Get, 5, "sensors/d1", "", (17, [60]))).Code);
        Assert.Equal("2.05", (await peer.AskAsync(Con, Get, 6, "sensors/d1", "", (17, [50]))).Code);
        Assert.Equal("4.04", (await peer.AskAsync(Con, Get, 7, "sensors/d2")).Code);
    }

    [Fact]
    public async Task What_the_log_has_not_stored_is_not_shown()
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        bridge.Log.Holds = true;
        await peer.SendAsync(Non, Post, 1, payload: "1");
        await bridge.Log.WaitAsync(1);
        Assert.Equal("4.04", (await peer.AskAsync(Con, Get, 2)).Code);
        bridge.Log.SettleAll();
        Assert.Equal("2.04", (await peer.ReadAsync()).Code);
        Assert.Equal("2.05", (await peer.AskAsync(Con, Get, 3)).Code);
    }

    [Fact]
    public async Task An_observer_hears_each_value_in_order_and_acknowledges_now_and_then()
    {
        await using var bridge = await StartAsync();
        using var writer = new CoapPeer(bridge);
        using var peer = new CoapPeer(bridge);
        Assert.Equal("2.04", (await writer.AskAsync(Con, Post, 1, payload: "0")).Code);
        var first = await peer.AskAsync(Con, Get, 1, "sensors/d1", "", (Observe, []));
        Assert.Equal(("2.05", "0"), (first.Code, first.Text));
        var sequence = first.Number(Observe)!.Value;
        var confirmable = 0;
        for (var i = 1; i <= 20; i++)
        {
            Assert.Equal("2.04", (await writer.AskAsync(Con, Post, 1 + i, payload: $"{i}")).Code);
            var next = await peer.ReadAsync();
            Assert.Equal(("2.05", $"{i}"), (next.Code, next.Text));
            Assert.Equal([7, 7], next.Token);
            Assert.True(next.Number(Observe) > sequence);
            sequence = next.Number(Observe)!.Value;
            if (next.Type != Con)
                continue;
            confirmable++;
            await peer.AnswerAsync(Ack, next.Id);
            await peer.SettleAsync();
        }
        Assert.InRange(confirmable, 2, 4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_resets_or_deregisters_hears_no_more(bool reset)
    {
        await using var bridge = await StartAsync();
        using var writer = new CoapPeer(bridge);
        using var peer = new CoapPeer(bridge);
        await writer.AskAsync(Con, Post, 1, payload: "0");
        Assert.NotNull((await peer.AskAsync(Con, Get, 1, "sensors/d1", "", (Observe, []))).Number(Observe));
        await writer.AskAsync(Con, Post, 2, payload: "1");
        var heard = await peer.ReadAsync();
        await peer.AnswerAsync(reset ? Rst : Ack, heard.Id);
        if (!reset)
            Assert.Null((await peer.AskAsync(Con, Get, 2, "sensors/d1", "", (Observe, [1]))).Number(Observe));
        Assert.Empty(await peer.SettleAsync());
        await writer.AskAsync(Con, Post, 3, payload: "2");
        // The next value of somebody who does observe: by then the first would have heard.
        Assert.NotNull((await writer.AskAsync(Con, Get, 4, "sensors/d1", "", (Observe, []))).Number(Observe));
        await writer.SendAsync(Con, Post, 5, payload: "3");
        Assert.Contains("3", new[] { (await writer.ReadAsync()).Text, (await writer.ReadAsync()).Text });
        Assert.Empty(await peer.SettleAsync());
    }

    [Fact]
    public async Task While_a_notification_waits_only_the_latest_value_is_kept()
    {
        await using var bridge = await StartAsync();
        using var writer = new CoapPeer(bridge);
        using var peer = new CoapPeer(bridge);
        await writer.AskAsync(Con, Post, 1, payload: "0");
        await peer.AskAsync(Con, Get, 1, "sensors/d1", "", (Observe, []));
        for (var i = 1; i <= 5; i++)
            await writer.AskAsync(Con, Post, 1 + i, payload: $"{i}");
        var heard = await peer.ReadAsync();
        Assert.Equal((Con, "1"), (heard.Type, heard.Text));
        // A second observer that hears of 5: so has the queue in front of the first.
        Assert.Equal("5", (await writer.AskAsync(Con, Get, 20)).Text);
        await Eventually.True(async () =>
        {
            await peer.AnswerAsync(Ack, heard.Id);
            heard = await peer.ReadAsync();
            return heard.Text == "5";
        });
    }

    [Fact]
    public async Task An_observer_of_nothing_is_told_so()
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        var answer = await peer.AskAsync(Con, Get, 1, "sensors/d1", "", (Observe, []));
        Assert.Equal(("4.04", null), (answer.Code, answer.Number(Observe)));
    }
}
