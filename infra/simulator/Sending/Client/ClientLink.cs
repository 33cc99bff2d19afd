using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using ServerlessIot.Simulator.Books;
using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Sending.Client;

/// <summary>
/// A device on MQTTnet's client, as people write theirs: connect, publish with QoS 1, await the acknowledgement,
/// and on any failure connect again and publish the same message until it is acknowledged.
/// </summary>
internal sealed class ClientLink(Device device, BrokerAddress address, int window, TimeProvider clock, Random random, Progress progress, ILogger logger) : ILink, IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    // Longer than any pause that a healthy bridge makes while Kafka elects a leader.
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(60);
    private readonly Channel<bool> _offers = Channel.CreateBounded<bool>(new BoundedChannelOptions(window) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PayloadBuffer _payload = new();
    private readonly Backoff _backoff = new(random);
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private volatile bool _stopped;

    public Device Device { get; } = device;

    public bool IsOnline => _client.IsConnected;

    public void Offer(int messages)
    {
        for (var i = 0; i < Math.Min(messages, window); i++)
            _offers.Writer.TryWrite(true);
    }

    /// <summary>Publishes no further message; the one on its way is still seen through.</summary>
    public void StopPublishing()
    {
        _stopped = true;
        _offers.Writer.TryComplete();
    }

    /// <summary>Runs until publishing is stopped and the last message is acknowledged, or until it is given up.</summary>
    public async Task RunAsync(CancellationToken giveUp)
    {
        _client.DisconnectedAsync += NoteDisconnect;
        try
        {
            await ConnectAsync(giveUp);
            await foreach (var _ in _offers.Reader.ReadAllAsync(giveUp))
            {
                if (_stopped || !Device.TryCompose(_payload, clock.GetUtcNow().ToUnixTimeMilliseconds(), out var kind, out var seq))
                    break;
                await PublishAsync(Compose(), giveUp);
                Device.Acknowledge(kind, seq);
            }
            _client.DisconnectedAsync -= NoteDisconnect;
            if (_client.IsConnected)
                await _client.DisconnectAsync(new MqttClientDisconnectOptions(), giveUp);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            // Told to give up: the books keep the message as unacknowledged.
        }
        catch (MqttCommunicationException exception)
        {
            // Only the goodbye can get here; everything before it is tried again.
            SimulatorLog.ConnectionLost(logger, Device.Identity.Name, exception.Message);
        }
    }

    // Raised for a connection that broke and for one that could not be made.
    private Task NoteDisconnect(MqttClientDisconnectedEventArgs disconnect)
    {
        progress.AddReconnect();
        return Task.CompletedTask;
    }

    public void Dispose() => _client.Dispose();

    private MqttApplicationMessage Compose()
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(Device.Identity.Topic)
            .WithPayload(_payload.Written.ToArray())
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (address.Level == MqttLevel.V5)
            message.WithContentType(BrokerAddress.ContentType);
        return message.Build();
    }

    private async Task PublishAsync(MqttApplicationMessage message, CancellationToken giveUp)
    {
        for (var attempt = 0; ; attempt++)
        {
            await ConnectAsync(giveUp);
            if (attempt > 0)
                progress.AddResent(1);
            if (await TryPublishAsync(message, giveUp))
                return;
            await DisconnectAsync(giveUp);
            await Task.Delay(_backoff.Next(), clock, giveUp);
        }
    }

    private async Task<bool> TryPublishAsync(MqttApplicationMessage message, CancellationToken giveUp)
    {
        using var timeout = new CancellationTokenSource(PublishTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, giveUp);
        try
        {
            var result = await _client.PublishAsync(message, either.Token);
            if (result.IsSuccess)
            {
                _backoff.Reset();
                return true;
            }
            SimulatorLog.ConnectionLost(logger, Device.Identity.Name, $"message refused: {result.ReasonCode}");
        }
        catch (Exception exception) when (IsFailure(exception, giveUp))
        {
            SimulatorLog.ConnectionLost(logger, Device.Identity.Name, exception.Message);
        }
        return false;
    }

    private async Task ConnectAsync(CancellationToken giveUp)
    {
        while (!_client.IsConnected)
        {
            using var timeout = new CancellationTokenSource(ConnectTimeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, giveUp);
            try
            {
                var result = await _client.ConnectAsync(Options(), either.Token);
                if (result.ResultCode == MqttClientConnectResultCode.Success)
                    return;
                SimulatorLog.ConnectionFailed(logger, Device.Identity.Name, result.ResultCode.ToString());
            }
            catch (Exception exception) when (IsFailure(exception, giveUp))
            {
                SimulatorLog.ConnectionFailed(logger, Device.Identity.Name, exception.Message);
            }
            await Task.Delay(_backoff.Next(), clock, giveUp);
        }
    }

    // A half-dead connection must be gone before the next is made; how it ends does not matter.
    private async Task DisconnectAsync(CancellationToken giveUp)
    {
        if (!_client.IsConnected)
            return;
        try
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions(), giveUp);
        }
        catch (Exception exception) when (IsFailure(exception, giveUp))
        {
            SimulatorLog.ConnectionLost(logger, Device.Identity.Name, exception.Message);
        }
    }

    // The client throws its own exceptions for a broken connection, and cancellation for a time-out. An
    // InvalidOperationException says that the previous connection is still ending: also a matter of trying again.
    private static bool IsFailure(Exception exception, CancellationToken giveUp)
    {
        return !giveUp.IsCancellationRequested
            && exception is MqttCommunicationException or OperationCanceledException or InvalidOperationException or MqttProtocolViolationException;
    }

    private MqttClientOptions Options()
    {
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(address.Host, address.Port)
            .WithClientId(Device.Identity.Name)
            .WithKeepAlivePeriod(BrokerAddress.KeepAlive)
            .WithProtocolVersion(address.Level == MqttLevel.V5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311);
        if (address.User is not null)
            options.WithCredentials(address.User, address.Password is null ? null : Encoding.UTF8.GetBytes(address.Password));
        return options.Build();
    }
}
