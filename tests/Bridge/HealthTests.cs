using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests;

public class HealthTests
{
    [Fact]
    public async Task Alive_and_ready_while_the_log_stores()
    {
        await using var bridge = await TestBridge.StartAsync();
        Assert.Equal((200, "alive\n"), await bridge.GetAsync("/healthz/live"));
        Assert.Equal((200, "ready\n"), await bridge.GetAsync("/healthz/ready"));
        bridge.Log.IsUp = false;
        Assert.Equal(503, (await bridge.GetAsync("/healthz/ready")).Status);
        Assert.Equal(200, (await bridge.GetAsync("/healthz/live")).Status);
        Assert.Equal(404, (await bridge.GetAsync("/else")).Status);
    }

    [Fact]
    public async Task Metrics_count_what_happened()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(
            Bytes.Publish(5, 0, 0, TestBridge.Topic, [1, 2]), Bytes.Publish(5, 1, 1, TestBridge.Topic, [1, 2, 3]), Bytes.Publish(5, 2, 2, TestBridge.Topic, []),
            Bytes.Publish(5, 1, 3, "nowhere", [9]));
        await device.SettleAsync();
        var lines = (await bridge.GetAsync("/metrics")).Text.Split('\n');
        Assert.Contains("serverlessiot_bridge_connections 1", lines);
        Assert.Contains("serverlessiot_bridge_messages_received_total{qos=\"0\"} 1", lines);
        Assert.Contains("serverlessiot_bridge_messages_received_total{qos=\"1\"} 2", lines);
        Assert.Contains("serverlessiot_bridge_messages_received_total{qos=\"2\"} 1", lines);
        Assert.Contains("serverlessiot_bridge_messages_refused_total{reason=\"topic\"} 1", lines);
        Assert.Contains("serverlessiot_bridge_received_bytes_total 6", lines);
        Assert.Contains("serverlessiot_bridge_kafka_up 1", lines);
        Assert.All(lines, l => Assert.Matches("^(|# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[a-z]+=\"[^\"]+\"\\})? [-+.0-9eE]+)$", l));
    }
}
