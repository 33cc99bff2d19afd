using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt;

public class PublishPropertiesTests
{
    private const string Topic = TestBridge.Topic;
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly byte[] Payload = "{\"value\":21.5}"u8.ToArray();

    [Fact]
    public async Task Properties_become_headers()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        var properties = Bytes.Properties(
            [0x01, 1], [0x02, .. Bytes.Int(60)], [0x03, .. Bytes.Text("application/cbor")], [0x08, .. Bytes.Text("answers/d1")],
            [0x09, .. Bytes.Binary(1, 2, 255)], Bytes.UserProperty("line", "A"), Bytes.UserProperty("traceparent", TraceParent));
        await device.SendAsync(Bytes.Publish(5, 1, 3, Topic, Payload, properties: properties));
        Assert.Equal([0x40, 2, 0, 3], await device.ReadAsync());
        var record = Assert.Single(bridge.Log.Records);
        Assert.Equal("application/cbor", record.Header("content-type"));
        Assert.Single(record.Message.Headers, h => h.Key == "content-type");
        Assert.Equal("answers/d1", record.Header("mqtt-response-topic"));
        Assert.Equal([1, 2, 255], record.Message.Headers.GetLastBytes("mqtt-correlation-data"));
        Assert.Equal("A", record.Header("mqtt-user-line"));
        Assert.Equal(TraceParent, record.Header("traceparent"));
    }

    [Theory]
    [InlineData("00-ab-cd-01")]
    [InlineData("")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-0af7651916cd43dd")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01")]
    public async Task A_traceparent_that_is_none_is_a_user_property_like_any_other(string value)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Publish(5, 1, 3, Topic, Payload, properties: Bytes.Properties(Bytes.UserProperty("traceparent", value))));
        Assert.Equal([0x40, 2, 0, 3], await device.ReadAsync());
        var record = Assert.Single(bridge.Log.Records);
        Assert.Null(record.Header("traceparent"));
        Assert.Equal(value, record.Header("mqtt-user-traceparent"));
    }

    [Fact]
    public async Task More_user_properties_than_allowed_are_refused()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { MaxUserProperties = 2, MaxPropertyBytes = 100 });
        using var device = await bridge.ConnectAsync(5);
        var three = Bytes.Properties([.. Enumerable.Range(0, 3).Select(i => Bytes.UserProperty("a", "b"))]);
        await device.SendAsync(Bytes.Publish(5, 1, 1, Topic, Payload, properties: three));
        Assert.Equal(0x97, (await device.ReadAsync()).Body()[2]);
        var large = Bytes.Properties(Bytes.UserProperty("a", new string('b', 100)));
        await device.SendAsync(Bytes.Publish(5, 1, 2, Topic, Payload, properties: large));
        Assert.Equal(0x97, (await device.ReadAsync()).Body()[2]);
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task Reason_strings_are_left_out_for_devices_that_do_not_want_them()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5, properties: Bytes.Properties([0x17, 0]));
        await device.SendAsync(Bytes.Publish(5, 1, 1, "nowhere", Payload));
        Assert.Equal([0x40, 4, 0, 1, 0x90, 0], await device.ReadAsync());
    }

    [Fact]
    public async Task Reason_strings_are_left_out_when_the_device_takes_only_small_packets()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5, properties: Bytes.Properties([0x27, .. Bytes.Int(20)]));
        await device.SendAsync(Bytes.Publish(5, 1, 1, "nowhere", Payload));
        Assert.Equal([0x40, 4, 0, 1, 0x90, 0], await device.ReadAsync());
    }

    [Fact]
    public async Task A_topic_alias_stands_for_the_topic_it_was_set_with()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(
            Bytes.Publish(5, 1, 1, Topic, Payload, properties: Bytes.Properties([0x23, 0, 1])),
            Bytes.Publish(5, 1, 2, "sensors/s2/data", Payload, properties: Bytes.Properties([0x23, 0, 2])),
            Bytes.Publish(5, 1, 3, "", Payload, properties: Bytes.Properties([0x23, 0, 1])),
            Bytes.Publish(5, 1, 4, "", Payload, properties: Bytes.Properties([0x23, 0, 2])));
        var records = await bridge.Log.WaitAsync(4);
        Assert.Equal(["demo/temp-001", "demo/s2", "demo/temp-001", "demo/s2"], records.Select(r => r.Key()));
        Assert.Equal("sensors/s2/data", records[3].Header("topic"));
    }
}
