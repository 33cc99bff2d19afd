using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Subscription;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Subscription;

/// <summary>What one connection does with messages, whatever its broker does.</summary>
public class BrokerMessagesTests
{
    private readonly List<string> _acknowledged = [];

    [Fact]
    public async Task An_acknowledgement_that_fails_ends_the_connection_and_nothing_behind_it_is_acknowledged()
    {
        await using var test = new TestServices();
        using var lost = new CancellationTokenSource();
        var messages = new BrokerMessages(test.Services, "c", "broker", lost);
        Receive(messages, "1");
        Receive(messages, "2", fails: true);
        Receive(messages, "3");
        await Eventually.True(() => lost.IsCancellationRequested);
        await messages.EndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["1"], _acknowledged);
    }

    [Fact]
    public async Task A_broker_that_sends_more_than_the_receive_maximum_is_left()
    {
        await using var test = new TestServices(o => o with { MaxInFlight = 1, MaxInFlightPerConnection = 5 });
        test.Log.Holds = true;
        using var lost = new CancellationTokenSource();
        var messages = new BrokerMessages(test.Services, "c", "broker", lost);
        for (var i = 0; i < 5; i++)
            Receive(messages, $"{i}");
        await test.Log.WaitAsync(1);
        Assert.False(lost.IsCancellationRequested);
        for (var i = 5; i < 12; i++)
            Receive(messages, $"{i}");
        Assert.True(lost.IsCancellationRequested);
        // One more may have found room just before.
        test.Log.Holds = false;
        test.Log.SettleAll();
        await messages.EndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["0", "1"], _acknowledged.Append("1").Take(2));
        Assert.InRange(_acknowledged.Count, 1, 2);
    }

    [Fact]
    public async Task What_waits_is_taken_and_acknowledged_in_order_and_at_the_end_what_was_taken_still_is()
    {
        await using var test = new TestServices(o => o with { MaxInFlight = 2 });
        test.Log.Holds = true;
        using var lost = new CancellationTokenSource();
        var messages = new BrokerMessages(test.Services, "c", "broker", lost);
        for (var i = 0; i < 5; i++)
            Receive(messages, $"{i}");
        var held = await test.Log.WaitAsync(2);
        held[1].Settle(RecordOutcome.Stored);
        await test.Log.WaitAsync(1);
        await Eventually.True(() => test.Services.Metrics.Received(Door.Subscription) == 4); // 3 waits for room
        Assert.Empty(_acknowledged); // 1 waits for 0
        await lost.CancelAsync();
        var ended = messages.EndAsync();
        test.Log.SettleAll();
        await ended.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["0", "1", "2"], _acknowledged);
        Assert.Equal(["0", "1", "2"], test.Log.Records.Select(r => r.Value()));
    }

    private void Receive(BrokerMessages messages, string value, bool fails = false)
    {
        var message = new MqttApplicationMessageBuilder().WithTopic(TestBridge.Topic).WithPayload(value).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        messages.Receive(message, _ =>
        {
            if (fails)
                throw new MqttCommunicationException("the acknowledgement cannot be sent");
            _acknowledged.Add(value);
            return Task.CompletedTask;
        });
    }
}
