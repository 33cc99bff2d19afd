using System.Collections.Concurrent;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using ServerlessIot.Simulator.Tests.Brokers;
using static ServerlessIot.Simulator.Tests.MqttNet.ClientHelper;

namespace ServerlessIot.Simulator.Tests.MqttNet;

[Collection(MosquittoCollection.Name)]
public sealed class PublishTests(MosquittoFixture mosquitto)
{
    [Theory]
    [InlineData(MqttProtocolVersion.V311, MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData(MqttProtocolVersion.V311, MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttProtocolVersion.V311, MqttQualityOfServiceLevel.ExactlyOnce)]
    [InlineData(MqttProtocolVersion.V500, MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData(MqttProtocolVersion.V500, MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttProtocolVersion.V500, MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task Delivers_every_message_once(MqttProtocolVersion version, MqttQualityOfServiceLevel qos)
    {
        using var client = await ConnectAsync(mosquitto.Port, version);
        var topic = $"order/{Guid.NewGuid():N}";
        var received = new ConcurrentQueue<string>();
        var all = new TaskCompletionSource();
        client.ApplicationMessageReceivedAsync += args =>
        {
            received.Enqueue(args.ApplicationMessage.ConvertPayloadToString());
            if (received.Count == 200)
                all.TrySetResult();
            return Task.CompletedTask;
        };
        var subscribed = await client.SubscribeAsync(topic, qos);
        Assert.Equal((MqttClientSubscribeResultCode)qos, subscribed.Items.Single().ResultCode);

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.PublishStringAsync(topic, i.ToString(), qos)));
        Assert.All(results, result => Assert.True(result.IsSuccess));
        await all.Task.WaitAsync(Patience);
        // Messages of QoS 2 that are on their way together may overtake each other: their PUBRELs order them.
        var inOrder = qos == MqttQualityOfServiceLevel.ExactlyOnce ? received.OrderBy(int.Parse) : received.AsEnumerable();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => i.ToString()), inOrder);
    }

    [Fact]
    public async Task Carries_the_properties_of_MQTT_5()
    {
        using var client = await ConnectAsync(mosquitto.Port, MqttProtocolVersion.V500);
        var topic = $"properties/{Guid.NewGuid():N}";
        var got = Next(client);
        await client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce);
        await client.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload("{}")
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithContentType("application/json")
            .WithResponseTopic("answers/1")
            .WithCorrelationData([1, 2, 3])
            .WithPayloadFormatIndicator(MqttPayloadFormatIndicator.CharacterData)
            .WithMessageExpiryInterval(600)
            .WithUserProperty("trace", Encoding.UTF8.GetBytes("größe").AsMemory())
            .Build());

        var message = await got.WaitAsync(Patience);
        Assert.Equal("application/json", message.ContentType);
        Assert.Equal("answers/1", message.ResponseTopic);
        Assert.Equal([1, 2, 3], message.CorrelationData);
        Assert.Equal(MqttPayloadFormatIndicator.CharacterData, message.PayloadFormatIndicator);
        Assert.InRange(message.MessageExpiryInterval, 1u, 600u);
        var property = Assert.Single(message.UserProperties);
        Assert.Equal("trace", property.Name);
        Assert.Equal("größe", property.ReadValueAsString());
    }

    [Fact]
    public async Task Carries_large_and_empty_payloads()
    {
        using var client = await ConnectAsync(mosquitto.Port, MqttProtocolVersion.V311);
        var topic = $"sizes/{Guid.NewGuid():N}";
        await client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce);
        foreach (var size in new[] { 0, 1, 127, 128, 16_384, 3_000_000 })
        {
            var got = Next(client);
            var payload = Enumerable.Range(0, size).Select(i => (byte)i).ToArray();
            await client.PublishBinaryAsync(topic, payload, MqttQualityOfServiceLevel.AtLeastOnce);
            var received = await got.WaitAsync(Patience);
            Assert.Equal(size, received.Payload.Length);
            Assert.Equal(payload, System.Buffers.BuffersExtensions.ToArray(received.Payload));
        }
    }

    [Fact]
    public async Task Retains_when_told()
    {
        using var client = await ConnectAsync(mosquitto.Port, MqttProtocolVersion.V500);
        var topic = $"retained/{Guid.NewGuid():N}";
        await client.PublishStringAsync(topic, "kept", MqttQualityOfServiceLevel.AtLeastOnce, retain: true);
        var got = Next(client);
        await client.SubscribeAsync(topic);
        var message = await got.WaitAsync(Patience);
        Assert.True(message.Retain);
        Assert.Equal("kept", message.ConvertPayloadToString());
    }

    [Fact]
    public async Task Refuses_a_wildcard_in_a_topic()
    {
        using var client = await ConnectAsync(mosquitto.Port, MqttProtocolVersion.V500);
        await Assert.ThrowsAsync<MqttProtocolViolationException>(() => client.PublishStringAsync("a/+/b", "x"));
    }

    [Fact]
    public async Task Refuses_user_properties_on_3_1_1()
    {
        using var client = await ConnectAsync(mosquitto.Port, MqttProtocolVersion.V311);
        var message = new MqttApplicationMessageBuilder().WithTopic("a").WithUserProperty("n", new byte[] { 65 }.AsMemory()).Build();
        await Assert.ThrowsAsync<NotSupportedException>(() => client.PublishAsync(message));
    }

    [Fact]
    public async Task Throws_without_a_connection()
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await Assert.ThrowsAsync<MqttClientNotConnectedException>(() => client.PublishStringAsync("a", "x"));
    }

    [Fact]
    public async Task Returns_the_reason_of_a_refused_message()
    {
        // PUBACK with reason 0x97, quota exceeded.
        await using var broker = new ScriptedBroker { Answer = (_, publish) => [0x40, 3, (byte)(publish.Id >> 8), (byte)publish.Id, 0x97] };
        using var client = await ConnectAsync(broker.Port, MqttProtocolVersion.V500);
        var result = await client.PublishStringAsync("a", "x", MqttQualityOfServiceLevel.AtLeastOnce);
        Assert.False(result.IsSuccess);
        Assert.Equal(MqttClientPublishReasonCode.QuotaExceeded, result.ReasonCode);
    }

    [Fact]
    public async Task Fails_the_publish_when_the_connection_breaks_before_the_acknowledgement()
    {
        await using var broker = new ScriptedBroker { Answer = (_, _) => null };
        using var client = await ConnectAsync(broker.Port, MqttProtocolVersion.V500);
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => client.PublishStringAsync("a", "x", MqttQualityOfServiceLevel.AtLeastOnce).WaitAsync(Patience));
    }

    private static Task<MqttApplicationMessage> Next(IMqttClient client)
    {
        var next = new TaskCompletionSource<MqttApplicationMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += Handle;
        return next.Task;

        Task Handle(MqttApplicationMessageReceivedEventArgs args)
        {
            client.ApplicationMessageReceivedAsync -= Handle;
            next.TrySetResult(args.ApplicationMessage);
            return Task.CompletedTask;
        }
    }
}
