using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Clients;

/// <summary>mqtt.js over TCP, WebSocket and WebSocket with TLS.</summary>
public sealed class MqttJsTests : IAsyncLifetime
{
    [Theory]
    [InlineData("mqtt", 4)]
    [InlineData("mqtt", 5)]
    [InlineData("ws", 4)]
    [InlineData("ws", 5)]
    [InlineData("wss", 5)]
    public async Task Mqtt_js_publishes_with_every_QoS_and_subscribes(string scheme, int version)
    {
        using var certificate = new TestCertificate();
        await using var bridge = await TestBridge.StartAsync(o => o with { WebSocketPort = 0, TlsPort = 0, CertificateFile = scheme == "wss" ? certificate.Path : null });
        var url = scheme == "mqtt" ? $"mqtt://127.0.0.1:{bridge.Port}" : $"{scheme}://127.0.0.1:{bridge.Server.WebSocketPort}/mqtt";
        string[] trusted = scheme == "wss" ? [certificate.Authority] : [];
        var (code, output) = await NpmClient.RunAsync("mqttjs.mjs", [url, $"{version}", TestBridge.Topic, "300", .. trusted]);
        Assert.True(code == 0, output);
        Assert.Equal("300 1", output.Trim());
        foreach (var qos in (await bridge.Log.WaitAsync(300)).GroupBy(r => r.QoS))
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i * 3 + qos.Key}"), qos.Select(r => r.Value()));
        Assert.Contains($"serverlessiot_bridge_messages_by_protocol_total{{protocol=\"{(scheme == "mqtt" ? "mqtt" : "websocket")}\"}} 300", (await bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => NpmClient.NeedAsync("mqtt");

    public Task DisposeAsync() => Task.CompletedTask;
}
