using System.Buffers;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Connecting;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Mqtt.Publishing;
using ServerlessIot.Bridge.Publishing;

namespace ServerlessIot.Bridge.Subscription;

/// <summary>
/// What comes on one connection to the other broker. QoS 1 and 2 wait for room, and for their Kafka topic, in the order in which they came, and are acknowledged in it: the
/// receive maximum bounds them. Nothing bounds QoS 0, so it does not wait: what finds no room is counted and let go.
/// </summary>
internal sealed class BrokerMessages
{
    /// <summary>Pause while the Kafka topic of a message is not there.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private static readonly CancellationToken NoPatience = new(canceled: true);

    private readonly BridgeServices _services;
    private readonly string _clientId;
    private readonly string _server;
    private readonly CancellationTokenSource _ending;
    private readonly CancellationToken _lost;
    private readonly DevicePublisher _publisher;
    private readonly Channel<ReceivedMessage> _received;
    private readonly Channel<PendingMessage> _taken;
    private readonly Task _both;

    /// <summary>Starts taking and acknowledging.</summary>
    /// <param name="services">Where messages go.</param>
    /// <param name="clientId">Of this connection, for the log.</param>
    /// <param name="server">Of the other broker, for the log.</param>
    /// <param name="lost">Cancelled when the connection ends; cancelled here when it can be of no more use.</param>
    public BrokerMessages(BridgeServices services, string clientId, string server, CancellationTokenSource lost)
    {
        (_services, _clientId, _server) = (services, clientId, server);
        (_ending, _lost) = (lost, lost.Token);
        _publisher = new DevicePublisher(services);
        var bound = services.Options.MaxInFlightPerConnection;
        _received = Channel.CreateBounded<ReceivedMessage>(new BoundedChannelOptions(bound) { SingleReader = true, SingleWriter = true });
        _taken = Channel.CreateBounded<PendingMessage>(new BoundedChannelOptions(bound) { SingleReader = true, SingleWriter = true });
        _both = Task.WhenAll(GuardAsync(TakeAsync), GuardAsync(AcknowledgeAsync));
    }

    /// <summary>Takes a message over; never waits. Called for one after another.</summary>
    /// <param name="message">Of any QoS.</param>
    /// <param name="acknowledge">Acknowledges it; not called with QoS 0.</param>
    public void Receive(MqttApplicationMessage message, Func<CancellationToken, Task> acknowledge)
    {
        if (_lost.IsCancellationRequested)
            return; // on the next connection it comes again, if it has a QoS
        if (message.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce)
            TakeUnacknowledged(message);
        else if (!_received.Writer.TryWrite(new ReceivedMessage(message, acknowledge)))
            End("the broker sends more than the receive maximum");
    }

    /// <summary>Takes nothing more.</summary>
    /// <returns>Completes when what was taken is acknowledged, however long that takes.</returns>
    public Task EndAsync()
    {
        _received.Writer.TryComplete();
        return _both;
    }

    private void TakeUnacknowledged(MqttApplicationMessage message)
    {
        if (Decide(message) is not { } route)
            return;
        if (route.KafkaTopic is { } topic && !_services.Log.Takes(topic))
        {
            _services.Metrics.MessageRefused(RecordOutcome.NoTopic.Reason());
            return;
        }
        // It completes at once, and its owner counts what the log does not take.
        _ = SubmitAsync(message, route, message.Payload.ToArray(), Properties(message), NoPatience).AsTask();
    }

    /// <summary>In order: what has to wait is waited for, with all that is behind.</summary>
    private async Task TakeAsync()
    {
        try
        {
            await foreach (var (message, acknowledge) in _received.Reader.ReadAllAsync())
            {
                // One is left to come again, and so are all behind it.
                if (_lost.IsCancellationRequested || await TakeAsync(message) is not { } taken)
                    break;
                await _taken.Writer.WriteAsync(new PendingMessage(acknowledge, taken));
            }
        }
        finally
        {
            _taken.Writer.TryComplete();
        }
    }

    /// <returns>Null when the message is left to come again.</returns>
    private async Task<TakenMessage?> TakeAsync(MqttApplicationMessage message)
    {
        // What nobody can take is counted and let go: it would come again for ever, and hold up all behind it.
        if (Decide(message) is not { } route)
            return TakenMessage.Refused;
        var (payload, properties) = (message.Payload.ToArray(), Properties(message));
        Task<Task<RecordOutcome>?> Store() => StoreAsync(message, route, payload, properties);
        return await Store() is { } outcome ? new TakenMessage(outcome, Store) : null;
    }

    /// <returns>Where it goes; null when nobody can take it.</returns>
    private CachedRoute? Decide(MqttApplicationMessage message)
    {
        if (message.Payload.Length <= _services.Options.MaxPacketSize)
            return _publisher.Decide(DeviceIdentity.Unbound, _clientId, message.Topic, address: null).Route;
        _services.Metrics.MessageRefused("size");
        BridgeLog.MessageRefused(_services.Logger, _clientId, message.Topic, "the message is too large");
        return null;
    }

    /// <summary>
    /// A Kafka topic that is not there is waited for, with all that is behind: the broker would send what cannot be acknowledged again and again,
    /// and with it what was stored behind it.
    /// </summary>
    /// <returns>The log's answer to come; null when the connection ended before.</returns>
    private async Task<Task<RecordOutcome>?> StoreAsync(MqttApplicationMessage message, CachedRoute route, byte[] payload, PacketProperties properties)
    {
        while (route.KafkaTopic is { } topic && !_services.Log.Takes(topic))
        {
            await Task.Delay(AskAgain, _services.Time, _lost).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (_lost.IsCancellationRequested)
                return null;
        }
        return await SubmitAsync(message, route, payload, properties, _lost);
    }

    private ValueTask<Task<RecordOutcome>?> SubmitAsync(MqttApplicationMessage message, CachedRoute route, byte[] payload, PacketProperties properties, CancellationToken patience)
    {
        if (!PublishHeaders.TryCreate(properties, _services.Options, out var headers))
        {
            // The other broker has acknowledged it already: it is kept, without what is too much.
            BridgeLog.MessageRefused(_services.Logger, _clientId, message.Topic, "its properties are more than allowed: left out");
            headers = null;
        }
        return _publisher.SubmitAsync(route, payload, headers, Door.Subscription, patience, Priorities.Of(route.Priority, properties));
    }

    private static PacketProperties Properties(MqttApplicationMessage message)
    {
        var properties = new PacketProperties { ContentType = message.ContentType, ResponseTopic = message.ResponseTopic, CorrelationData = message.CorrelationData };
        foreach (var property in message.UserProperties ?? [])
            (properties.UserProperties ??= []).Add(new(property.Name, property.ReadValueAsString()));
        return properties;
    }

    private async Task AcknowledgeAsync()
    {
        var gone = false;
        await foreach (var (acknowledge, taken) in _taken.Reader.ReadAllAsync())
        {
            // The uplink had no room for it, or the connection ended while its topic was not there: on another connection the broker sends it again.
            if (await EndAsync(taken) is RecordOutcome.Dropped or RecordOutcome.NoTopic && !gone)
            {
                gone = true;
                await LeaveAsync();
            }
            try
            {
                if (!gone)
                    await acknowledge(CancellationToken.None);
            }
            catch (Exception e) when (BrokerClient.IsFailure(e))
            {
                // Unacknowledged ones come again, and are then stored a second time: on another connection, since this one would wait for them at the receive maximum.
                gone = true;
                BridgeLog.SubscriptionFailed(_services.Logger, _clientId, _server, e.Message);
                await LeaveAsync();
            }
        }
    }

    /// <summary>How a message ended. One whose topic went while it was on its way is put on it again: the connection and what is behind it stay.</summary>
    private static async Task<RecordOutcome> EndAsync(TakenMessage message)
    {
        var outcome = await message.Outcome;
        while (outcome == RecordOutcome.NoTopic && message.Again is { } again && await again() is { } next)
            outcome = await next;
        return outcome;
    }

    /// <summary>A fault of ours must not leave the broker waiting for acknowledgements.</summary>
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            End(e.ToString());
        }
    }

    private void End(string reason)
    {
        BridgeLog.SubscriptionFailed(_services.Logger, _clientId, _server, reason);
        _ = LeaveAsync();
    }

    private Task LeaveAsync() => _lost.IsCancellationRequested ? Task.CompletedTask : _ending.CancelAsync();
}
