using System.Text;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Domain.Residency;

namespace ServerlessIot.Bridge.Tests.Mqtt;

public class RegionTests
{
    private const string Elsewhere = "globex/plant1/temp-001/telemetry/temperature";
    private static readonly byte[] Payload = "{\"value\":21.5}"u8.ToArray();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_message_of_a_tenant_of_another_region_is_not_written_and_the_device_told_where_to_go(int qos)
    {
        await using var bridge = await TestBridge.StartAsync(Bound);
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Publish(5, qos, 9, Elsewhere, Payload));
        var disconnect = Assert.Single(await device.ReadToEndAsync());
        Assert.Equal((0xE0, 0x9C), (disconnect[0], disconnect.Body()[0]));
        Assert.Contains("mqtt.us.example.com:8883", Encoding.UTF8.GetString(disconnect), StringComparison.Ordinal);
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task Before_MQTT_5_the_connection_is_closed_without_an_acknowledgement()
    {
        await using var bridge = await TestBridge.StartAsync(Bound);
        using var device = await bridge.ConnectAsync(4);
        await device.SendAsync(Bytes.Publish(4, 1, 9, Elsewhere, Payload));
        Assert.Empty(await device.ReadToEndAsync());
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task A_topic_alias_is_no_way_around()
    {
        await using var bridge = await TestBridge.StartAsync(Bound);
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Publish(5, 1, 9, Elsewhere, Payload, properties: Bytes.Properties([0x23, 0, 1])), Bytes.Publish(5, 1, 10, "", Payload, properties: Bytes.Properties([0x23, 0, 1])));
        Assert.Equal(0xE0, Assert.Single(await device.ReadToEndAsync())[0]);
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task A_will_of_another_region_is_refused_with_the_connection()
    {
        await using var bridge = await TestBridge.StartAsync(Bound);
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, flags: 2 | 4, rest: Bytes.Will(5, Elsewhere, "gone")));
        var refused = Assert.Single(await device.ReadToEndAsync());
        Assert.Equal((0x20, 0x9C), (refused[0], refused.Body()[1]));
        Assert.Empty(bridge.Log.Records);
    }

    [Theory]
    [InlineData(TestBridge.Topic)]
    [InlineData("acme/plant1/temp-001/telemetry/temperature")]
    public async Task Tenants_of_this_region_and_unbound_ones_are_served(string topic)
    {
        await using var bridge = await TestBridge.StartAsync(Bound);
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Publish(5, 1, 7, topic, Payload));
        Assert.Equal([0x40, 2, 0, 7], await device.ReadAsync());
        Assert.Single(bridge.Log.Records);
    }

    private static BridgeOptions Bound(BridgeOptions options) =>
        options with { Regions = new TenantRegions { Here = "eu", Tenants = "acme=eu,globex=us", Servers = "us=mqtt.us.example.com:8883" } };
}
