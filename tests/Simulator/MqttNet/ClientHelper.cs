using MQTTnet;
using MQTTnet.Formatter;

namespace ServerlessIot.Simulator.Tests.MqttNet;

/// <summary>Short forms for tests of the MQTT client, which are written against MQTTnet's API and hold for the real package too.</summary>
internal static class ClientHelper
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static MqttClientOptionsBuilder To(int port, MqttProtocolVersion version) => new MqttClientOptionsBuilder()
        .WithTcpServer("127.0.0.1", port)
        .WithTimeout(Patience)
        .WithProtocolVersion(version);

    public static async Task<IMqttClient> ConnectAsync(int port, MqttProtocolVersion version)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var result = await client.ConnectAsync(To(port, version).Build());
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        return client;
    }
}
