using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Access.Challenges;

/// <summary>Re-authentication on live connections: MQTT 5.0, 4.12.1.</summary>
public sealed class RenewalTests : IDisposable
{
    private readonly AccessFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_session_ends_unless_the_device_answers_once_more()
    {
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { Access = _files.Options with { ChallengeFor = TimeSpan.FromSeconds(8) } });
        var (renewed, left) = (new ScramDevice("acme/d1", Password("acme", "d1")), new ScramDevice("acme/d2", Password("acme", "d2")));
        using var one = await renewed.ConnectAsync(bridge, "d1");
        using var two = await left.ConnectAsync(bridge, "d2");
        var ends = two.ReadToEndAsync();
        while (!ends.IsCompleted)
        {
            var again = new ScramDevice("acme/d1", Password("acme", "d1"));
            await one.SendAsync(again.Again, Bytes.Ping);
            var challenge = await one.ReadAsync();
            Assert.Equal(0xD0, (await one.ReadAsync())[0]);
            await one.SendAsync(again.Answer(challenge));
            again.Accepted(await one.ReadAsync());
            await Task.WhenAny(ends, Task.Delay(200));
        }
        Assert.Equal(0xA0, Assert.Single(await ends).Body()[0]);
        Assert.Empty(await one.SettleAsync());
    }

    [Fact]
    public async Task Who_asks_again_at_once_is_read_a_second_later()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var device = await new ScramDevice("acme/d1", Password("acme", "d1")).ConnectAsync(bridge, "d1");
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 3; i++)
        {
            var again = new ScramDevice("acme/d1", Password("acme", "d1"));
            await device.SendAsync(again.Again);
            await device.SendAsync(again.Answer(await device.ReadAsync()));
            again.Accepted(await device.ReadAsync());
        }
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 1.9, 30);
    }

    [Fact]
    public async Task A_wrong_answer_ends_the_live_session()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        foreach (var (scram, reason) in new[] { (new ScramDevice("acme/d1", "guess"), 0x87), (new ScramDevice("acme/d2", Password("acme", "d2")), 0x87) })
        {
            using var device = await new ScramDevice("acme/d1", Password("acme", "d1")).ConnectAsync(bridge, "d1");
            await device.SendAsync(scram.Again);
            await device.SendAsync(scram.Answer(await device.ReadAsync()));
            Assert.Equal((0xE0, reason), ((await device.ReadAsync())[0], device.Last.Body()[0]));
        }
    }

    [Fact]
    public async Task A_live_session_must_answer_in_time_too()
    {
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { ConnectTimeout = TimeSpan.FromSeconds(5) });
        using var device = await new ScramDevice("acme/d1", Password("acme", "d1")).ConnectAsync(bridge, "d1");
        await device.SendAsync(new ScramDevice("acme/d1", "").Again);
        ScramDevice.Challenge(await device.ReadAsync());
        Assert.Equal(0x87, Assert.Single(await device.ReadToEndAsync()).Body()[0]);
    }

    [Fact]
    public async Task Who_came_without_a_challenge_cannot_ask_for_one()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, flags: 0xC2, rest: [Bytes.Text("acme/d1"), Bytes.Text(Password("acme", "d1"))]), new ScramDevice("acme/d1", "").Again);
        Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
        Assert.Equal((0xE0, 0x82), ((await device.ReadAsync())[0], device.Last.Body()[0]));
    }

    private string Password(string tenant, string device) => _files.Keys.PasswordOf(new DeviceIdentity(tenant, device));
}
