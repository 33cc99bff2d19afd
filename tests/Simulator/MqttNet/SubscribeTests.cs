using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using ServerlessIot.Simulator.Tests.Brokers;
using static ServerlessIot.Simulator.Tests.MqttNet.ClientHelper;

namespace ServerlessIot.Simulator.Tests.MqttNet;

[Collection(MosquittoCollection.Name)]
public sealed class SubscribeTests(MosquittoFixture mosquitto)
{
    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Subscribes_to_several_filters_and_unsubscribes(MqttProtocolVersion version)
    {
        using var client = await ConnectAsync(mosquitto.Port, version);
        var root = Guid.NewGuid().ToString("N");
        var result = await client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter($"{root}/+/data", MqttQualityOfServiceLevel.AtLeastOnce)
            .WithTopicFilter(filter => filter.WithTopic($"{root}/#").WithExactlyOnceQoS())
            .Build());
        Assert.Equal([MqttClientSubscribeResultCode.GrantedQoS1, MqttClientSubscribeResultCode.GrantedQoS2], result.Items.Select(item => item.ResultCode));
        var unsubscribed = await client.UnsubscribeAsync($"{root}/#");
        Assert.Equal(MqttClientUnsubscribeResultCode.Success, Assert.Single(unsubscribed.Items).ResultCode);
    }

    [Fact]
    public async Task A_message_that_is_not_acknowledged_comes_again_after_a_reconnect()
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var topic = $"again/{Guid.NewGuid():N}";
        var options = To(mosquitto.Port, MqttProtocolVersion.V500).WithClientId(topic).WithCleanStart(false).WithSessionExpiryInterval(60).Build();
        var first = new TaskCompletionSource<MqttApplicationMessage>();
        var second = new TaskCompletionSource<MqttApplicationMessage>();
        client.ApplicationMessageReceivedAsync += args =>
        {
            args.AutoAcknowledge = first.Task.IsCompleted;
            if (!first.TrySetResult(args.ApplicationMessage))
                second.TrySetResult(args.ApplicationMessage);
            return Task.CompletedTask;
        };
        await client.ConnectAsync(options);
        await client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce);
        await client.PublishStringAsync(topic, "once", MqttQualityOfServiceLevel.AtLeastOnce);
        await first.Task.WaitAsync(Patience);

        await client.DisconnectAsync();
        await client.ConnectAsync(options);
        Assert.True((await second.Task.WaitAsync(Patience)).Dup);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task The_will_is_published_when_the_client_vanishes_and_not_when_it_says_goodbye(MqttProtocolVersion version)
    {
        using var watcher = await ConnectAsync(mosquitto.Port, version);
        var topic = $"will/{Guid.NewGuid():N}";
        var wills = new List<string>();
        var gone = new TaskCompletionSource();
        watcher.ApplicationMessageReceivedAsync += args =>
        {
            wills.Add(args.ApplicationMessage.ConvertPayloadToString());
            gone.TrySetResult();
            return Task.CompletedTask;
        };
        await watcher.SubscribeAsync($"{topic}/+", MqttQualityOfServiceLevel.AtLeastOnce);

        using var polite = await ConnectWithWillAsync("polite");
        await polite.DisconnectAsync();
        using (await ConnectWithWillAsync("vanishing"))
        {
            // Disposed without a DISCONNECT.
        }
        await gone.Task.WaitAsync(Patience);
        Assert.Equal(["vanishing"], wills);

        async Task<IMqttClient> ConnectWithWillAsync(string name)
        {
            var client = new MqttClientFactory().CreateMqttClient();
            await client.ConnectAsync(To(mosquitto.Port, version)
                .WithWillTopic($"{topic}/{name}")
                .WithWillPayload(name)
                .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .Build());
            return client;
        }
    }
}
