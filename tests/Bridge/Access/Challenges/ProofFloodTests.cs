using System.Net;
using System.Security.Cryptography;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Access.Challenges;

/// <summary>Strangers at one address ask the bridge for more proofs than it can judge.</summary>
public sealed class ProofFloodTests : IDisposable
{
    private const int Strangers = 400;
    private readonly AccessFiles _files = new();

    // As many keys as may be: a proof is work under each.
    public ProofFloodTests() => File.WriteAllLines(_files.At("device.keys"), Enumerable.Range(0, 16).Select(_ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Devices_at_other_addresses_enter_and_those_that_are_in_stay_before_the_flood_is_judged()
    {
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { ConnectTimeout = TimeSpan.FromMinutes(5) });
        using var stays = await new ScramDevice("acme/d2", Password("d2")).ConnectAsync(bridge, "d2");
        var flood = new List<(RawDevice Device, byte[] Answer)>();
        try
        {
            for (var i = 0; i < Strangers; i++)
            {
                var (scram, stranger) = (new ScramDevice("acme/d1", "guess"), await RawDevice.OpenAsync(bridge.Port, IPAddress.Parse("127.0.0.2")));
                await stranger.SendAsync(scram.Connect("d1"));
                flood.Add((stranger, scram.Answer(await stranger.ReadAsync())));
            }
            foreach (var (stranger, answer) in flood)
                await stranger.SendAsync(answer);
            var judged = flood.Select(stranger => stranger.Device.ReadAsync(TimeSpan.FromMinutes(5))).ToArray();
            await Task.WhenAny(judged);
            using (await new ScramDevice("acme/d1", Password("d1")).ConnectAsync(bridge, "d1"))
            {
                var again = new ScramDevice("acme/d2", Password("d2"));
                await stays.SendAsync(again.Again);
                await stays.SendAsync(again.Answer(await stays.ReadAsync()));
                again.Accepted(await stays.ReadAsync());
                Assert.InRange(judged.Count(answer => answer.IsCompleted), 1, Strangers / 2);
            }
            Assert.All(await Task.WhenAll(judged), answer => Assert.Equal(0x86, answer.Body()[1]));
        }
        finally
        {
            flood.ForEach(stranger => stranger.Device.Dispose());
        }
    }

    [Fact]
    public async Task Who_guessed_too_often_meanwhile_is_not_judged()
    {
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { Access = _files.Options with { FailuresToRefuse = 1 } });
        var (one, two) = (new ScramDevice("acme/d1", "guess"), new ScramDevice("acme/d1", Password("d1")));
        using var first = await RawDevice.OpenAsync(bridge.Port);
        using var second = await RawDevice.OpenAsync(bridge.Port);
        await first.SendAsync(one.Connect("d1"));
        await second.SendAsync(two.Connect("d1"));
        var (answer, good) = (one.Answer(await first.ReadAsync()), two.Answer(await second.ReadAsync()));
        await first.SendAsync(answer);
        Assert.Equal(0x86, (await first.ReadAsync()).Body()[1]);
        await second.SendAsync(good);
        Assert.Equal(0x8A, (await second.ReadAsync()).Body()[1]);
    }

    private string Password(string device) => _files.Keys.PasswordOf(new DeviceIdentity("acme", device));
}
