using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>Starts a bridge on a broker.</summary>
internal static class KafkaBridge
{
    public static Task<BridgeServer> StartAsync(string brokers, Func<BridgeOptions, BridgeOptions>? change = null, LogLines? lines = null) =>
        BridgeServer.StartAsync((change ?? (o => o))(TestBridge.Options with { Kafka = new KafkaOptions { BrokerList = brokers } }), time: null, lines);

    public static async Task<int> ReadyAsync(this BridgeServer bridge)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{bridge.HttpPort}/healthz/ready"));
        return (int)response.StatusCode;
    }

    public static async Task<bool> ShowsAsync(this BridgeServer bridge, string text)
    {
        using var client = new HttpClient();
        return (await client.GetStringAsync(new Uri($"http://127.0.0.1:{bridge.HttpPort}/metrics"))).Contains(text, StringComparison.Ordinal);
    }

    public static async Task<long> MetricAsync(this BridgeServer bridge, string name)
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri($"http://127.0.0.1:{bridge.HttpPort}/metrics"));
        var line = text.Split('\n').Single(l => l.StartsWith($"serverlessiot_bridge_{name} ", StringComparison.Ordinal));
        return long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
