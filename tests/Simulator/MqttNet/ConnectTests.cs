using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using ServerlessIot.Simulator.Tests.Brokers;
using static ServerlessIot.Simulator.Tests.MqttNet.ClientHelper;

namespace ServerlessIot.Simulator.Tests.MqttNet;

[Collection(MosquittoCollection.Name)]
public sealed class ConnectTests(MosquittoFixture mosquitto)
{
    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Connects_pings_and_disconnects(MqttProtocolVersion version)
    {
        using var client = await ConnectAsync(mosquitto.Port, version);
        Assert.True(client.IsConnected);
        await client.PingAsync();
        await client.DisconnectAsync();
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Connects_again_after_a_disconnect()
    {
        using var client = await ConnectAsync(mosquitto.Port, MqttProtocolVersion.V500);
        await client.DisconnectAsync();
        var result = await client.ConnectAsync(client.Options);
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
    }

    [Fact]
    public async Task Tells_that_a_session_was_kept()
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = To(mosquitto.Port, MqttProtocolVersion.V500).WithClientId("keeps").WithCleanStart(false).WithSessionExpiryInterval(60).Build();
        Assert.False((await client.ConnectAsync(options)).IsSessionPresent);
        await client.DisconnectAsync();
        Assert.True((await client.ConnectAsync(options)).IsSessionPresent);
    }

    [Fact]
    public async Task Throws_when_nobody_listens()
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => client.ConnectAsync(To(Mosquitto.FreePort(), MqttProtocolVersion.V500).Build()));
        Assert.False(client.IsConnected);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311, "wrong", MqttClientConnectResultCode.NotAuthorized)]
    [InlineData(MqttProtocolVersion.V500, "wrong", MqttClientConnectResultCode.NotAuthorized)]
    [InlineData(MqttProtocolVersion.V500, "secret", MqttClientConnectResultCode.Success)]
    public async Task Sends_user_and_password_and_returns_the_refusal(MqttProtocolVersion version, string password, MqttClientConnectResultCode expected)
    {
        await using var broker = await Mosquitto.StartWithUserAsync("device", "secret");
        using var client = new MqttClientFactory().CreateMqttClient();
        var result = await client.ConnectAsync(To(broker.Port, version).WithCredentials("device", password).Build());
        Assert.Equal(expected, result.ResultCode);
        Assert.Equal(expected == MqttClientConnectResultCode.Success, client.IsConnected);
    }

    [Fact]
    public async Task Raises_disconnected_and_fails_what_waits_when_the_broker_dies()
    {
        await using var broker = await Mosquitto.StartAsync();
        using var client = await ConnectAsync(broker.Port, MqttProtocolVersion.V500);
        var disconnected = new TaskCompletionSource<MqttClientDisconnectedEventArgs>();
        client.DisconnectedAsync += args =>
        {
            disconnected.TrySetResult(args);
            return Task.CompletedTask;
        };
        await broker.KillAsync();
        Assert.True((await disconnected.Task.WaitAsync(Patience)).ClientWasConnected);
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => client.PingAsync());
    }

    [Fact]
    public async Task Pings_when_nothing_else_was_sent_for_the_keep_alive_period()
    {
        await using var broker = new ScriptedBroker();
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(To(broker.Port, MqttProtocolVersion.V500).WithKeepAlivePeriod(TimeSpan.FromSeconds(6)).Build());
        await broker.Pinged.WaitAsync(Patience);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public void Refuses_features_of_MQTT_5_on_3_1_1()
    {
        Assert.Throws<NotSupportedException>(() => To(1, MqttProtocolVersion.V311).WithReceiveMaximum(5).Build());
    }
}
