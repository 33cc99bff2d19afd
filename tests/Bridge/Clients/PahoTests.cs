using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Clients;

public sealed class PahoTests : IAsyncLifetime
{
    private const string Script = """
        import sys
        import paho.mqtt.client as mqtt
        port, version, topic, transport = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
        kind = {"client_id": "paho", "protocol": mqtt.MQTTv5 if version == 5 else mqtt.MQTTv311, "transport": transport}
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, **kind) if hasattr(mqtt, "CallbackAPIVersion") else mqtt.Client(**kind)
        if len(sys.argv) > 5:
            client.tls_set(sys.argv[5])
        client.connect("127.0.0.1", port, keepalive=10)
        client.loop_start()
        messages = [client.publish(topic, str(i), qos=i % 3) for i in range(300)]
        for message in messages:
            message.wait_for_publish(30)
        granted = []
        client.on_subscribe = lambda *arguments: granted.append(arguments[3][0])
        client.subscribe("commands/paho", 1)
        while not granted:
            pass
        client.disconnect()
        client.loop_stop()
        print(sum(m.is_published() for m in messages), str(granted[0]))
        """;

    [Theory]
    [InlineData(4, "tcp", false, "300 1")]
    [InlineData(5, "tcp", false, "300 Granted QoS 1")]
    [InlineData(4, "websockets", false, "300 1")]
    [InlineData(5, "websockets", false, "300 Granted QoS 1")]
    [InlineData(4, "tcp", true, "300 1")]
    [InlineData(4, "websockets", true, "300 1")]
    public async Task Paho_publishes_with_every_QoS_and_subscribes(int version, string transport, bool tls, string expected)
    {
        using var certificate = new TestCertificate();
        await using var bridge = await TestBridge.StartAsync(o => o with { WebSocketPort = 0, TlsPort = 0, CertificateFile = tls ? certificate.Path : null });
        var port = transport == "websockets" ? bridge.Server.WebSocketPort : tls ? bridge.Server.TlsPort : bridge.Port;
        string[] trusted = tls ? [certificate.Authority] : [];
        var (code, output) = await Command.RunAsync("/usr/bin/python3", ["-c", Script, $"{port}", $"{version}", TestBridge.Topic, transport, .. trusted]);
        Assert.True(code == 0, output);
        Assert.Equal(expected, output.Trim());
        // Paho keeps the order within a QoS only: QoS 0 overtakes what its own window of 20 holds back.
        foreach (var qos in (await bridge.Log.WaitAsync(300)).GroupBy(r => r.QoS))
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i * 3 + qos.Key}"), qos.Select(r => r.Value()));
    }

    public Task InitializeAsync() => Command.NeedAsync("python3-paho-mqtt", "/usr/lib/python3/dist-packages/paho/mqtt/client.py");

    public Task DisposeAsync() => Task.CompletedTask;
}
