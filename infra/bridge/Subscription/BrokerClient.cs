using System.Buffers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Threading.Channels;
using Confluent.Kafka;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Connecting;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Mqtt.Publishing;
using ServerlessIot.Bridge.Publishing;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Subscription;

/// <summary>
/// One connection to the other broker. Its session outlives it: what was not acknowledged comes again after a reconnect, and only what
/// the log has stored is acknowledged, in the order in which it came (MQTT 5.0, 4.6).
/// </summary>
internal sealed class BrokerClient(BridgeServices services, SubscribeOptions options, BrokerTls? tls, string clientId)
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Pause while the Kafka topic of a message is not there.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly DevicePublisher _publisher = new(services);

    /// <summary>Connects, again and again, until <paramref name="stop"/>. Does not throw.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await ServeAsync(stop))
                    pause = FirstPause;
            }
            catch (Exception e) when (IsFailure(e))
            {
                BridgeLog.SubscriptionFailed(services.Logger, clientId, options.Server!, e.Message);
            }
            if (stop.IsCancellationRequested)
                return;
            // Half of it by chance, so that many bridges do not come back as one.
            var jittered = pause * (RandomNumberGenerator.GetInt32(500, 1_001) / 1_000.0);
            await Task.Delay(jittered, services.Time, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>One connection from its beginning to its end.</summary>
    /// <returns>Whether it was subscribed at all.</returns>
    private async Task<bool> ServeAsync(CancellationToken stop)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        // Its bound is the receive maximum, which the broker keeps.
        var pending = Channel.CreateUnbounded<PendingMessage>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        client.DisconnectedAsync += _ => lost.IsCancellationRequested ? Task.CompletedTask : lost.CancelAsync();
        client.ApplicationMessageReceivedAsync += async received =>
        {
            received.AutoAcknowledge = false;
            // There is nothing to acknowledge of QoS 0, so nothing bounds how much of it would wait here.
            var acknowledged = received.ApplicationMessage.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce;
            if (!lost.IsCancellationRequested && await TakeAsync(received.ApplicationMessage, lost.Token) is { } taken && acknowledged)
                pending.Writer.TryWrite(new PendingMessage(received, taken));
        };
        var acknowledging = AcknowledgeAsync(pending.Reader, lost);
        var subscribed = false;
        try
        {
            using var within = CancellationTokenSource.CreateLinkedTokenSource(lost.Token);
            within.CancelAfter(ConnectWithin);
            var result = await client.ConnectAsync(Options(), within.Token);
            if (result.ResultCode != MqttClientConnectResultCode.Success)
                throw new MqttCommunicationException($"refused: {result.ResultCode} {result.ReasonString}");
            await SubscribeAsync(client, within.Token);
            subscribed = true;
            services.Metrics.Subscribed(1);
            BridgeLog.Subscribed(services.Logger, clientId, options.Server!, options.Port);
            await Task.Delay(Timeout.InfiniteTimeSpan, services.Time, lost.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        finally
        {
            if (subscribed)
                services.Metrics.Subscribed(-1);
            await EndAsync(client, pending.Writer, acknowledging, stop);
            await lost.CancelAsync();
        }
        return subscribed;
    }

    /// <summary>At the bridge's end what is on its way is still stored and acknowledged, as far as the time allows.</summary>
    private async Task EndAsync(IMqttClient client, ChannelWriter<PendingMessage> pending, Task acknowledging, CancellationToken stop)
    {
        pending.TryComplete();
        if (!stop.IsCancellationRequested || !client.IsConnected)
            return; // the connection is gone: its messages come again on the next one
        try
        {
            await acknowledging.WaitAsync(services.Options.ShutdownTimeout, services.Time, CancellationToken.None);
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None);
        }
        catch (Exception e) when (IsFailure(e))
        {
            BridgeLog.SubscriptionFailed(services.Logger, clientId, options.Server!, e.Message);
        }
    }

    private async Task SubscribeAsync(IMqttClient client, CancellationToken cancellation)
    {
        foreach (var filter in options.FilterList)
        {
            var shared = $"$share/{options.Group}/{filter}";
            var result = await client.SubscribeAsync(
                new MqttClientSubscribeOptions { TopicFilters = [new MqttTopicFilter { Topic = shared, QualityOfServiceLevel = MqttQualityOfServiceLevel.ExactlyOnce }] }, cancellation);
            if (result.Items.FirstOrDefault(i => i.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2) is { } refused)
                throw new MqttCommunicationException($"'{shared}' is refused: {refused.ResultCode}");
        }
    }

    /// <returns>Null when the message is left to come again.</returns>
    private async Task<TakenMessage?> TakeAsync(MqttApplicationMessage message, CancellationToken lost)
    {
        if (message.Payload.Length > services.Options.MaxPacketSize)
        {
            services.Metrics.MessageRefused("size");
            BridgeLog.MessageRefused(services.Logger, clientId, message.Topic, "the message is too large");
            return TakenMessage.Refused;
        }
        // What nobody can take is counted and let go: it would come again for ever, and hold up all behind it.
        var to = _publisher.Decide(DeviceIdentity.Unbound, clientId, message.Topic, address: null);
        if (to.Route is not { } route)
            return TakenMessage.Refused;
        var (payload, headers) = (message.Payload.ToArray(), Headers(message));
        return await StoreAsync(route, payload, headers, lost) is { } outcome ? new TakenMessage(outcome, () => StoreAsync(route, payload, headers, lost)) : null;
    }

    /// <summary>
    /// A Kafka topic that is not there is waited for, with all that is behind: the broker would send what cannot be acknowledged again and again,
    /// and with it what was stored behind it.
    /// </summary>
    /// <returns>The log's answer to come; null when the connection ended before.</returns>
    private async Task<Task<RecordOutcome>?> StoreAsync(CachedRoute route, byte[] payload, List<Header>? headers, CancellationToken lost)
    {
        while (route.KafkaTopic is { } topic && !services.Log.Takes(topic))
        {
            await Task.Delay(AskAgain, services.Time, lost).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (lost.IsCancellationRequested)
                return null;
        }
        return await _publisher.SubmitAsync(route, payload, headers is null ? null : [.. headers], Door.Subscription, lost);
    }

    /// <summary>How a message ended. One whose topic went while it was on its way is put on it again: the connection and what is behind it stay.</summary>
    private static async Task<RecordOutcome> EndAsync(TakenMessage message)
    {
        var outcome = await message.Outcome;
        while (outcome == RecordOutcome.NoTopic && message.Again is { } again && await again() is { } next)
            outcome = await next;
        return outcome;
    }

    private List<Header>? Headers(MqttApplicationMessage message)
    {
        var properties = new PacketProperties { ContentType = message.ContentType, ResponseTopic = message.ResponseTopic, CorrelationData = message.CorrelationData };
        foreach (var property in message.UserProperties ?? [])
            (properties.UserProperties ??= []).Add(new(property.Name, property.ReadValueAsString()));
        if (PublishHeaders.TryCreate(properties, services.Options, out var headers))
            return headers;
        // The other broker has acknowledged it already: it is kept, without what is too much.
        BridgeLog.MessageRefused(services.Logger, clientId, message.Topic, "its properties are more than allowed: left out");
        return null;
    }

    private async Task AcknowledgeAsync(ChannelReader<PendingMessage> pending, CancellationTokenSource lost)
    {
        var gone = false;
        await foreach (var (received, taken) in pending.ReadAllAsync())
        {
            // The uplink had no room for it, or the connection ended while its topic was not there: on another connection the broker sends it again.
            if (await EndAsync(taken) is RecordOutcome.Dropped or RecordOutcome.NoTopic && !gone)
            {
                gone = true;
                if (!lost.IsCancellationRequested)
                    await lost.CancelAsync();
            }
            try
            {
                if (!gone)
                    await received.AcknowledgeAsync(CancellationToken.None);
            }
            catch (Exception e) when (IsFailure(e))
            {
                gone = true; // unacknowledged ones come again, and are then stored a second time
                BridgeLog.SubscriptionFailed(services.Logger, clientId, options.Server!, e.Message);
            }
        }
    }

    private MqttClientOptions Options()
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(options.Server, options.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(clientId)
            .WithCleanStart(false)
            .WithSessionExpiryInterval((uint)options.SessionExpiry.TotalSeconds)
            .WithReceiveMaximum((ushort)services.Options.MaxInFlightPerConnection)
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(15));
        if (options.User is not null)
            builder.WithCredentials(options.User, options.Password);
        if (tls is not null)
            builder.WithTlsOptions(tls.Configure);
        return builder.Build();
    }

    private static bool IsFailure(Exception e) =>
        e is MqttCommunicationException or AuthenticationException or MqttProtocolViolationException or OperationCanceledException or InvalidOperationException or TimeoutException;
}
