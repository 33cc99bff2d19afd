using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt;

public class SubscribeTests
{
    [Theory]
    [InlineData("commands/d1", 0)]
    [InlineData("commands/d1", 1)]
    [InlineData("commands/d1", 2)]
    [InlineData("commands/d1/#", 1)]
    [InlineData("commands/d1/+/now", 0)]
    public async Task Its_own_commands_are_granted(string filter, byte qos)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var v3 = await bridge.ConnectAsync(4);
        // No more than QoS 1 is granted: MQTT 5.0, 3.9.3.
        var granted = Math.Min(qos, (byte)1);
        await v3.SendAsync(Bytes.Subscribe(4, 6, (filter, qos)));
        Assert.Equal([0x90, 3, 0, 6, granted], await v3.ReadAsync());
        using var v5 = await bridge.ConnectAsync(5);
        await v5.SendAsync(Bytes.Subscribe(5, 6, (filter, qos)));
        Assert.Equal([0x90, 4, 0, 6, 0, granted], await v5.ReadAsync());
    }

    [Theory]
    [InlineData("commands/d2")]
    [InlineData("commands/d11")]
    [InlineData("commands/+")]
    [InlineData("commands/#")]
    [InlineData("commands")]
    [InlineData("#")]
    [InlineData("+/d1")]
    [InlineData("demo/plant1/temp-001/telemetry/temperature")]
    [InlineData("$SYS/#")]
    public async Task Anything_else_is_refused(string filter)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var v3 = await bridge.ConnectAsync(4);
        await v3.SendAsync(Bytes.Subscribe(4, 6, (filter, 0)));
        Assert.Equal([0x90, 3, 0, 6, 0x80], await v3.ReadAsync());
        using var v5 = await bridge.ConnectAsync(5);
        await v5.SendAsync(Bytes.Subscribe(5, 6, (filter, 0)));
        Assert.Equal([0x90, 4, 0, 6, 0, 0x87], await v5.ReadAsync());
    }

    [Theory]
    [InlineData("+", "commands/+")]
    [InlineData("#", "commands/#")]
    [InlineData("a/b", "commands/a/b")]
    public async Task A_client_id_with_wildcards_owns_nothing(string client, string filter)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5, client);
        await device.SendAsync(Bytes.Subscribe(5, 6, (filter, 0)));
        Assert.Equal(0x87, (await device.ReadAsync())[^1]);
    }

    [Fact]
    public async Task Each_filter_gets_its_own_answer()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Subscribe(5, 6, ("commands/d1", 1), ("commands/d2", 1), ("$share/g/commands/d1", 0)));
        Assert.Equal([0x90, 6, 0, 6, 0, 1, 0x87, 0x9E], await device.ReadAsync());
    }

    [Fact]
    public async Task Unsubscribing_is_answered()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var v3 = await bridge.ConnectAsync(4);
        await v3.SendAsync(Bytes.Unsubscribe(4, 9, "commands/d1"));
        Assert.Equal([0xB0, 2, 0, 9], await v3.ReadAsync());
        using var v5 = await bridge.ConnectAsync(5);
        await v5.SendAsync(Bytes.Subscribe(5, 8, ("commands/d1", 0)), Bytes.Unsubscribe(5, 9, "commands/d1", "commands/d1/x"));
        Assert.Equal(0x90, (await v5.ReadAsync())[0]);
        Assert.Equal([0xB0, 5, 0, 9, 0, 0, 0x11], await v5.ReadAsync());
    }

    [Fact]
    public async Task Nothing_is_routed_between_devices()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with
        {
            TopicMap = [new() { Filter = "commands/{device}" }],
        });
        using var listener = await bridge.ConnectAsync(4, "d1");
        await listener.SendAsync(Bytes.Subscribe(4, 1, ("commands/d1", 0)));
        await listener.ReadAsync();
        using var sender = await bridge.ConnectAsync(5, "d2");
        await sender.SendAsync(Bytes.Publish(5, 1, 1, "commands/d1", [1]));
        Assert.Equal(0x90, (await sender.ReadAsync()).Body()[2]);
        Assert.Empty(await listener.SettleAsync());
    }
}
