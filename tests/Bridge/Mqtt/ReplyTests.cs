using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt;

/// <summary>Replies of devices on their way to the log.</summary>
public class ReplyTests
{
    [Theory]
    [InlineData(4, 0)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 0)]
    [InlineData(5, 1)]
    [InlineData(5, 2)]
    public async Task A_reply_becomes_a_record_of_its_own_topic(int level, int qos)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(level);
        await device.SendAsync(Bytes.Publish(level, qos, 9, "replies/d1/7", "{\"status\":\"ok\"}"u8.ToArray()));
        var record = Assert.Single(await bridge.Log.WaitAsync(1));
        Assert.Equal(
            ("device.replies", "demo/d1", "serverlessiot.reply", "7", "{\"status\":\"ok\"}"),
            (record.Topic, record.Key(), record.Header("ce_type"), record.Header("correlation-id"), record.Value()));
        if (qos > 0)
            Assert.Equal([(byte)(qos == 1 ? 0x40 : 0x50), 2, 0, 9], await device.ReadAsync());
    }

    [Fact]
    public async Task It_is_acknowledged_when_the_log_has_it()
    {
        await using var bridge = await TestBridge.StartAsync();
        bridge.Log.Holds = true;
        using var device = await bridge.ConnectAsync(4);
        await device.SendAsync(Bytes.Publish(4, 1, 9, "replies/d1", []));
        await bridge.Log.WaitAsync(1);
        Assert.Empty(await device.SettleAsync());
        bridge.Log.SettleAll();
        Assert.Equal([0x40, 2, 0, 9], await device.ReadAsync());
    }

    [Fact]
    public async Task The_topic_goes_before_correlation_data_which_may_be_the_devices_own()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(
            Bytes.Publish(5, 1, 1, "replies/d1", [], properties: Bytes.Properties([0x09, .. Bytes.Text("k-12")])),
            Bytes.Publish(5, 1, 2, "replies/d1/8", [], properties: Bytes.Properties([0x09, .. Bytes.Text("42")])),
            Bytes.Publish(5, 1, 3, "replies/d1", []),
            Bytes.Publish(5, 1, 4, "replies/d1", [], properties: Bytes.Properties([0x09, .. Bytes.Text("../x")])),
            Bytes.Publish(5, 1, 5, "replies/d1/X", [], properties: Bytes.Properties([0x09, .. Bytes.Text("k-12")])));
        Assert.Equal(["k-12", "8", null, null, "k-12"], (await bridge.Log.WaitAsync(5)).Select(r => r.Header("correlation-id")));
    }

    [Fact]
    public async Task Without_either_the_payload_says_it()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(
            Bytes.Publish(5, 1, 1, "replies/d1", "{\"status\":\"ok\",\"id\":\"7\"}"u8.ToArray()),
            Bytes.Publish(5, 1, 2, "replies/d1", "{\"id\":\"7\"}"u8.ToArray(), properties: Bytes.Properties([0x09, .. Bytes.Text("../x")])),
            Bytes.Publish(5, 1, 3, "replies/d1/8", "{\"id\":\"7\"}"u8.ToArray()),
            Bytes.Publish(5, 1, 4, "replies/d1", "{\"id\":\"no id\"}"u8.ToArray()));
        Assert.Equal(["7", "7", "8", null], (await bridge.Log.WaitAsync(4)).Select(r => r.Header("correlation-id")));
    }

    [Theory]
    [InlineData("replies/d2")]
    [InlineData("replies/d2/7")]
    [InlineData("commands/d1")]
    [InlineData("commands/d1/7")]
    public async Task Nobody_replies_for_another_and_nobody_commands(string topic)
    {
        // A map that takes everything makes no difference.
        await using var bridge = await TestBridge.StartAsync(o => o with { TopicMap = [new() { Filter = "+/{device}" }, new() { Filter = "+/{device}/+" }] });
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Publish(5, 1, 1, topic, "{}"u8.ToArray()));
        Assert.Equal(topic[0] == 'r' ? 0x87 : 0x90, (await device.ReadAsync()).Body()[2]);
        using var old = await bridge.ConnectAsync(4, "d3");
        await old.SendAsync(Bytes.Publish(4, 1, 1, topic, "{}"u8.ToArray()));
        Assert.Empty(await old.ReadToEndAsync());
        Assert.Empty(bridge.Log.Records);
    }

    [Theory]
    [InlineData("replies")]
    [InlineData("replies/")]
    [InlineData("replies/d1/7/8")]
    public async Task What_is_no_topic_of_replies_is_unknown(string topic)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Publish(5, 1, 1, topic, []));
        Assert.Equal(0x90, (await device.ReadAsync()).Body()[2]);
    }

    [Fact]
    public async Task A_topic_alias_leads_to_replies_too()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(
            Bytes.Publish(5, 1, 1, "replies/d1/7", [1], properties: Bytes.Properties([0x23, 0, 1])),
            Bytes.Publish(5, 1, 2, TestBridge.Topic, [2]),
            Bytes.Publish(5, 1, 3, "", [3], properties: Bytes.Properties([0x23, 0, 1])));
        Assert.Equal(["device.replies", null, "device.replies"], (await bridge.Log.WaitAsync(3)).Select(r => r.Topic));
    }

    [Fact]
    public async Task A_will_is_no_reply()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, flags: 6, rest: [Bytes.Will(5, "replies/d1/7", "gone")]));
        Assert.Equal(0x87, (await device.ReadAsync()).Body()[1]);
    }

    [Fact]
    public async Task The_topics_name_is_a_setting()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { RepliesTopic = "answers" });
        using var device = await bridge.ConnectAsync(4);
        await device.SendAsync(Bytes.Publish(4, 1, 9, "replies/d1/7", []));
        Assert.Equal("answers", Assert.Single(await bridge.Log.WaitAsync(1)).Topic);
        Assert.Throws<SettingException>(() => BridgeOptionsRules.Check(TestBridge.Options with { RepliesTopic = "" }));
        Assert.Throws<SettingException>(() => BridgeOptionsRules.Check(TestBridge.Options with { MaxCommands = 0 }));
    }
}
