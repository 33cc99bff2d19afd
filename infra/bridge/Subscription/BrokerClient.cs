using System.Security.Authentication;
using System.Security.Cryptography;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using ServerlessIot.Bridge.Mqtt.Connecting;
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
        client.DisconnectedAsync += _ => lost.IsCancellationRequested ? Task.CompletedTask : lost.CancelAsync();
        var messages = new BrokerMessages(services, clientId, options.Server!, lost);
        // MQTTnet reads on whatever its handler does, and tells of a lost connection only when it has ended: it must never wait.
        client.ApplicationMessageReceivedAsync += received =>
        {
            received.AutoAcknowledge = false;
            messages.Receive(received.ApplicationMessage, received.AcknowledgeAsync);
            return Task.CompletedTask;
        };
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
            await EndAsync(client, messages, stop);
            await lost.CancelAsync();
        }
        return subscribed;
    }

    /// <summary>At the bridge's end what is on its way is still stored and acknowledged, as far as the time allows.</summary>
    private async Task EndAsync(IMqttClient client, BrokerMessages messages, CancellationToken stop)
    {
        var ended = messages.EndAsync();
        if (!stop.IsCancellationRequested || !client.IsConnected)
            return; // the connection is gone: its messages come again on the next one
        try
        {
            await ended.WaitAsync(services.Options.ShutdownTimeout, services.Time, CancellationToken.None);
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

    /// <summary>Whether it is the connection's failure, and not a fault of ours.</summary>
    public static bool IsFailure(Exception e) =>
        e is MqttCommunicationException or AuthenticationException or MqttProtocolViolationException or OperationCanceledException or InvalidOperationException or TimeoutException;
}
