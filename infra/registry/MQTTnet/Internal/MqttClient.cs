using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace MQTTnet.Internal;

/// <summary>The client: at most one <see cref="MqttConnection"/> at a time.</summary>
sealed class MqttClient : IMqttClient
{
    MqttConnection _connection;
    int _connecting;
    bool _disposed;

    public event Func<MqttApplicationMessageReceivedEventArgs, Task> ApplicationMessageReceivedAsync;

    public event Func<MqttClientConnectedEventArgs, Task> ConnectedAsync;

    public event Func<MqttClientDisconnectedEventArgs, Task> DisconnectedAsync;

    public bool IsConnected => Volatile.Read(ref _connection) is { IsOpen: true };

    public MqttClientOptions Options { get; private set; }

    public async Task<MqttClientConnectResult> ConnectAsync(MqttClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        FeatureCheck.ThrowIfNotSupported(options);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (IsConnected)
            throw new InvalidOperationException("It is not allowed to connect with a server after the connection is established.");
        if (Interlocked.Exchange(ref _connecting, 1) != 0)
            throw new InvalidOperationException("Not allowed to connect while connect/disconnect is pending.");

        try
        {
            Options = options;
            return await ConnectCoreAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            RaiseDisconnected(false, null, new CloseReason(MqttClientDisconnectReason.UnspecifiedError, exception));
            throw;
        }
        finally
        {
            Volatile.Write(ref _connecting, 0);
        }
    }

    async Task<MqttClientConnectResult> ConnectCoreAsync(MqttClientOptions options, CancellationToken cancellationToken)
    {
        using var timeout = new Timeout(options, cancellationToken);
        var connection = await MqttConnection.OpenAsync(
            options,
            received => ApplicationMessageReceivedAsync?.Invoke(received) ?? Task.CompletedTask,
            (closed, reason) => RaiseDisconnected(true, closed.ConnectResult, reason),
            timeout.Token).ConfigureAwait(false);
        var result = connection.ConnectResult;
        if (result.ResultCode != MqttClientConnectResultCode.Success)
        {
            connection.Dispose();
            RaiseDisconnected(false, result, new CloseReason(MqttClientDisconnectReason.NormalDisconnection));
            return result;
        }

        Volatile.Write(ref _connection, connection);
        connection.Start();
        if (ConnectedAsync is { } connected)
            await connected(new MqttClientConnectedEventArgs(result)).ConfigureAwait(false);
        return result;
    }

    public async Task DisconnectAsync(MqttClientDisconnectOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Volatile.Read(ref _connection) is not { IsOpen: true } connection)
            return;

        FeatureCheck.ThrowIfNotSupported(options, Options.ProtocolVersion);
        using var timeout = new Timeout(Options, cancellationToken);
        try
        {
            await connection.SendAsync(connection.Encoder.Disconnect(options), timeout.Token).ConfigureAwait(false);
        }
        finally
        {
            connection.Close(new CloseReason((MqttClientDisconnectReason)options.Reason));
        }
    }

    public async Task PingAsync(CancellationToken cancellationToken = default)
    {
        var connection = Connected();
        using var timeout = new Timeout(Options, cancellationToken);
        await connection.RequestAsync(_ => PacketEncoder.Ping(), PacketType.PingResp, 0, timeout.Token).ConfigureAwait(false);
    }

    public Task<MqttClientPublishResult> PublishAsync(MqttApplicationMessage applicationMessage, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(applicationMessage);
        cancellationToken.ThrowIfCancellationRequested();
        FeatureCheck.ThrowIfTopicInvalid(applicationMessage.Topic);
        var connection = Connected();
        FeatureCheck.ThrowIfNotSupported(applicationMessage, Options.ProtocolVersion);
        return applicationMessage.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce
            ? PublishAtMostOnceAsync(connection, applicationMessage, cancellationToken)
            : PublishAcknowledgedAsync(connection, applicationMessage, cancellationToken);
    }

    static async Task<MqttClientPublishResult> PublishAtMostOnceAsync(MqttConnection connection, MqttApplicationMessage message, CancellationToken cancellationToken)
    {
        await connection.SendAsync(connection.Encoder.Publish(message, 0), cancellationToken).ConfigureAwait(false);
        return new MqttClientPublishResult(null, MqttClientPublishReasonCode.Success, null, []);
    }

    static async Task<MqttClientPublishResult> PublishAcknowledgedAsync(MqttConnection connection, MqttApplicationMessage message, CancellationToken cancellationToken)
    {
        // MQTT 5, section 4.9: the server says how many messages may be on their way.
        await connection.SendQuota.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return message.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce
                ? await PublishAsync(connection, message, PacketType.PubAck, connection.NextId(), cancellationToken).ConfigureAwait(false)
                : await PublishExactlyOnceAsync(connection, message, connection.NextId(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            connection.SendQuota.Release();
        }
    }

    static async Task<MqttClientPublishResult> PublishExactlyOnceAsync(MqttConnection connection, MqttApplicationMessage message, ushort id, CancellationToken cancellationToken)
    {
        MqttClientPublishResult result = null;
        await connection.AwaitAsync(
            PacketType.PubComp,
            id,
            async () => (result = await PublishAsync(connection, message, PacketType.PubRec, id, cancellationToken).ConfigureAwait(false)).IsSuccess,
            cancellationToken).ConfigureAwait(false);
        return result;
    }

    static async Task<MqttClientPublishResult> PublishAsync(MqttConnection connection, MqttApplicationMessage message, PacketType answer, ushort id, CancellationToken cancellationToken)
    {
        var packet = await connection.RequestAsync(i => connection.Encoder.Publish(message, i), answer, id, cancellationToken).ConfigureAwait(false);
        return PacketDecoder.Acknowledgement(packet);
    }

    public async Task<MqttClientSubscribeResult> SubscribeAsync(MqttClientSubscribeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.TopicFilters.ForEach(filter => FeatureCheck.ThrowIfFilterInvalid(filter.Topic));
        var connection = Connected();
        using var timeout = new Timeout(Options, cancellationToken);
        var packet = await connection.RequestAsync(id => connection.Encoder.Subscribe(options, id), PacketType.SubAck, connection.NextId(), timeout.Token).ConfigureAwait(false);
        var (id, codes, properties) = connection.Decoder.SubscriptionAnswer(packet);
        if (codes.Length != options.TopicFilters.Count)
            throw new MqttProtocolViolationException("The reason codes are not matching the topic filters [MQTT-3.9.3-1].");
        var items = options.TopicFilters.Select((filter, i) => new MqttClientSubscribeResultItem(filter, (MqttClientSubscribeResultCode)codes[i])).ToList();
        return new MqttClientSubscribeResult(id, items, properties.Text(PropertyId.ReasonString), PacketDecoder.UserProperties(properties));
    }

    public async Task<MqttClientUnsubscribeResult> UnsubscribeAsync(MqttClientUnsubscribeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.TopicFilters.ForEach(FeatureCheck.ThrowIfFilterInvalid);
        var connection = Connected();
        using var timeout = new Timeout(Options, cancellationToken);
        var packet = await connection.RequestAsync(id => connection.Encoder.Unsubscribe(options, id), PacketType.UnsubAck, connection.NextId(), timeout.Token).ConfigureAwait(false);
        var (id, codes, properties) = connection.Decoder.SubscriptionAnswer(packet);
        // MQTT 3.1.1 answers without codes: all went well.
        var items = options.TopicFilters.Select((filter, i) => new MqttClientUnsubscribeResultItem(filter, i < codes.Length ? (MqttClientUnsubscribeResultCode)codes[i] : 0)).ToList();
        return new MqttClientUnsubscribeResult(id, items, properties.Text(PropertyId.ReasonString), PacketDecoder.UserProperties(properties));
    }

    public void Dispose()
    {
        _disposed = true;
        Volatile.Read(ref _connection)?.Dispose();
    }

    MqttConnection Connected()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Volatile.Read(ref _connection) is { IsOpen: true } connection ? connection : throw new MqttClientNotConnectedException();
    }

    void RaiseDisconnected(bool wasConnected, MqttClientConnectResult result, CloseReason reason)
    {
        if (DisconnectedAsync is not { } disconnected)
            return;
        var args = new MqttClientDisconnectedEventArgs(wasConnected, result, reason.Reason, reason.ReasonString, reason.UserProperties, reason.Exception);
        _ = Task.Run(() => disconnected(args));
    }

    /// <summary>The caller's token, or the options' timeout when the caller's cannot be cancelled.</summary>
    sealed class Timeout(MqttClientOptions options, CancellationToken token) : IDisposable
    {
        readonly CancellationTokenSource _source = token.CanBeCanceled ? null : new CancellationTokenSource(options.Timeout);

        public CancellationToken Token => _source?.Token ?? token;

        public void Dispose() => _source?.Dispose();
    }
}
