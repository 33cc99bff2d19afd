using System.Text.Json;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Tests.Commands;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Mqtt;

namespace ServerlessIot.Bridge.Tests.Access;

/// <summary>Devices of one name in two tenants: each hears its own commands, and its replies are its own.</summary>
public sealed class CommandIsolationTests : IDisposable
{
    private static readonly string[] Tenants = ["acme", "other", "third"];
    private readonly AccessFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Nobody_hears_or_answers_a_command_of_another_tenant()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        bridge.Server.Commands.Open();
        using var acme = await ListenAsync(bridge, "acme");
        using var other = await ListenAsync(bridge, "other");
        for (var i = 0; i < 30; i++)
            bridge.Server.Commands.Offer(Given.Command($"{i}", tenant: Tenants[i % 3]));
        foreach (var (device, tenant, ids) in new[] { (acme, "acme", Enumerable.Range(0, 10).Select(i => 3 * i)), (other, "other", Enumerable.Range(0, 10).Select(i => (3 * i) + 1)) })
        {
            var got = await device.SettleAsync();
            Assert.Equal(ids.Select(id => $"{id}"), got.Select(packet => JsonDocument.Parse(CommandDeliveryTests.Publish(packet, 5).Payload).RootElement.GetProperty("id").GetString()!));
            // Whatever command it names: the record is under its own key, where only its own tenant's command can be.
            await device.SendAsync(Bytes.Publish(5, 1, 1, "replies/d1/2", "{}"u8.ToArray()));
            Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
            Assert.Equal(($"{tenant}/d1", "device.replies"), (bridge.Log.Records[^1].Key(), bridge.Log.Records[^1].Topic));
        }
        Assert.Equal(30, bridge.Server.Commands.Count);
    }

    [Fact]
    public async Task A_device_that_comes_again_under_another_tenant_does_not_get_what_was_in_flight()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        bridge.Server.Commands.Open();
        using (var acme = await ListenAsync(bridge, "acme"))
        {
            bridge.Server.Commands.Offer(Given.Command("1", tenant: "acme"));
            await acme.ReadAsync();
        }
        using var other = await ListenAsync(bridge, "other");
        Assert.Empty(await other.SettleAsync());
        using var back = await ListenAsync(bridge, "acme");
        Assert.Single(await back.SettleAsync());
    }

    private async Task<RawDevice> ListenAsync(TestBridge bridge, string tenant)
    {
        var device = await RawDevice.OpenAsync(bridge.Port);
        var password = _files.Keys.PasswordOf(new DeviceIdentity(tenant, "d1"));
        await device.SendAsync(Bytes.Connect(5, "d1", flags: 0xC2, rest: [Bytes.Text($"{tenant}/d1"), Bytes.Text(password)]), Bytes.Subscribe(5, 1, ("commands/d1", 1)));
        Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
        Assert.Equal(1, (await device.ReadAsync())[^1]);
        return device;
    }
}
