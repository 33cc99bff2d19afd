using System.Buffers;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using ServerlessIot.Simulator.Sending;

namespace ServerlessIot.Simulator.Charging;

/// <summary>The charging service on the wire: hears <c>commands/{client}</c> with MQTT 5, and replies where it is told to before it acknowledges.</summary>
internal sealed class ChargingDevice(ChargingService service, BrokerAddress address, string client, TimeProvider clock, Random random, ILogger logger)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Serves until it is cancelled; connects again whenever the connection is lost.</summary>
    /// <param name="ready">Called after each subscription.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Action ready, CancellationToken stop)
    {
        var backoff = new Backoff(random);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ServeAsync(() =>
                {
                    backoff.Reset();
                    ready();
                }, stop);
            }
            catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or InvalidOperationException or MqttProtocolViolationException)
            {
                SimulatorLog.ChargingLost(logger, client, e.Message);
            }

            await Task.Delay(backoff.Next(), clock, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Action ready, CancellationToken stop)
    {
        using var mqtt = new MqttClientFactory().CreateMqttClient();
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        mqtt.DisconnectedAsync += _ =>
        {
            lost.TrySetResult();
            return Task.CompletedTask;
        };
        mqtt.ApplicationMessageReceivedAsync += message => AnswerAsync(mqtt, message);
        var options = new MqttClientOptionsBuilder().WithTcpServer(address.Host, address.Port).WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(client).WithKeepAlivePeriod(BrokerAddress.KeepAlive).WithTimeout(ConnectTimeout);
        if (address.User is not null) options = options.WithCredentials(address.User, address.Password);
        await mqtt.ConnectAsync(options.Build(), stop);
        await mqtt.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter($"commands/{client}", MqttQualityOfServiceLevel.AtLeastOnce).Build(), stop);
        ready();
        await using (stop.Register(() => lost.TrySetResult())) await lost.Task;
        if (mqtt.IsConnected) await mqtt.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build(), CancellationToken.None);
    }

    private async Task AnswerAsync(IMqttClient mqtt, MqttApplicationMessageReceivedEventArgs received)
    {
        var message = received.ApplicationMessage;
        if (string.IsNullOrEmpty(message.ResponseTopic) || service.Answer(message.Payload.ToArray()) is not { } answer) return;
        // Without an answer it stays unacknowledged, and comes again.
        received.ProcessingFailed = true;
        using var limit = new CancellationTokenSource(ReplyTimeout, clock);
        await mqtt.PublishAsync(
            new MqttApplicationMessageBuilder().WithTopic(message.ResponseTopic).WithCorrelationData(message.CorrelationData).WithContentType(BrokerAddress.ContentType)
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithPayload(answer).Build(),
            limit.Token);
        received.ProcessingFailed = false;
    }
}
