using System.Net.Sockets;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace MQTTnet.Internal;

sealed partial class MqttConnection
{
    async Task<IncomingPacket> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            var packet = IncomingPacket.TryCut(ref buffer, _options.MaximumPacketSize);
            _reader.AdvanceTo(buffer.Start, packet is null ? buffer.End : buffer.Start);
            if (packet is not null)
                return packet;
            if (result.IsCompleted)
                throw new MqttCommunicationException("Connection closed.");
        }
    }

    async Task ReceiveLoopAsync()
    {
        try
        {
            while (true)
                await DispatchAsync(await ReceiveAsync(_alive.Token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or MqttCommunicationException or ObjectDisposedException or OperationCanceledException)
        {
            Close(new CloseReason(MqttClientDisconnectReason.NormalDisconnection, exception));
        }
        catch (MqttProtocolViolationException exception)
        {
            Close(new CloseReason(MqttClientDisconnectReason.ProtocolError, exception));
        }
    }

    async Task DispatchAsync(IncomingPacket packet)
    {
        switch (packet.Type)
        {
            case PacketType.Publish:
                await _received.Writer.WriteAsync(packet, _alive.Token).ConfigureAwait(false);
                break;
            case PacketType.PubRec:
                // Sent from here, because PUBRELs go out in the order of their PUBRECs [MQTT-4.6.0-4].
                await ReleaseAsync(packet).ConfigureAwait(false);
                break;
            case PacketType.PubAck or PacketType.PubComp or PacketType.SubAck or PacketType.UnsubAck or PacketType.PingResp:
                // An answer that nobody waits for any more belongs to a request that was given up: harmless.
                _pending.TryComplete(packet);
                break;
            case PacketType.PubRel:
                var id = new PacketReader(packet.Body).UInt16();
                lock (_unreleased)
                    _unreleased.Remove(id);
                await SendAsync(Encoder.Acknowledge(PacketType.PubComp, id), _alive.Token).ConfigureAwait(false);
                break;
            case PacketType.Disconnect when Encoder.IsVersion5:
                var (reason, properties) = PacketDecoder.Disconnect(packet);
                var exception = new MqttCommunicationException($"Unexpected DISCONNECT (Reason code={reason}) received.");
                Close(new CloseReason(reason, exception, properties.Text(PropertyId.ReasonString), properties.User));
                break;
            default:
                throw new MqttProtocolViolationException($"Received packet '{packet.Type}' at an unexpected time.");
        }
    }

    async Task ReleaseAsync(IncomingPacket packet)
    {
        var received = PacketDecoder.Acknowledgement(packet);
        var isKnown = _pending.TryComplete(packet);
        if (isKnown && !received.IsSuccess)
            return;
        var reason = isKnown ? MqttApplicationMessageReceivedReasonCode.Success : MqttApplicationMessageReceivedReasonCode.PacketIdentifierNotFound;
        await SendAsync(Encoder.Acknowledge(PacketType.PubRel, received.PacketIdentifier.Value, (byte)reason), _alive.Token).ConfigureAwait(false);
    }

    async Task HandleLoopAsync()
    {
        try
        {
            await foreach (var packet in _received.Reader.ReadAllAsync(_alive.Token).ConfigureAwait(false))
                await HandleAsync(packet).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or MqttCommunicationException)
        {
            Close(new CloseReason(MqttClientDisconnectReason.NormalDisconnection, exception));
        }
        catch (MqttProtocolViolationException exception)
        {
            Close(new CloseReason(MqttClientDisconnectReason.MalformedPacket, exception));
        }
    }

    async Task HandleAsync(IncomingPacket packet)
    {
        var (message, id) = _decoder.Publish(packet);
        if (message.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce && !TryKeep(id))
        {
            // Sent again before its PUBREL: already handled, so only the answer is repeated.
            await SendAsync(Encoder.Acknowledge(PacketType.PubRec, id), _alive.Token).ConfigureAwait(false);
            return;
        }

        var received = new MqttApplicationMessageReceivedEventArgs(_options.ClientId, message, id, AcknowledgeAsync);
        try
        {
            await OnMessage(received).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // As the real client: a handler that throws leaves its message unacknowledged, the next ones go on.
            System.Diagnostics.Trace.TraceError($"Error while handling application message: {exception}");
            return;
        }
        if (received.AutoAcknowledge)
            await received.AcknowledgeAsync(_alive.Token).ConfigureAwait(false);
    }

    bool TryKeep(ushort id)
    {
        lock (_unreleased)
            return _unreleased.Add(id);
    }

    Task AcknowledgeAsync(MqttApplicationMessageReceivedEventArgs received, CancellationToken cancellationToken)
    {
        var type = received.ApplicationMessage.QualityOfServiceLevel switch
        {
            MqttQualityOfServiceLevel.AtLeastOnce => PacketType.PubAck,
            MqttQualityOfServiceLevel.ExactlyOnce => PacketType.PubRec,
            _ => default
        };
        return type == default || received.ProcessingFailed
            ? Task.CompletedTask
            : SendAsync(Encoder.Acknowledge(type, received.PacketIdentifier, (byte)received.ReasonCode), cancellationToken);
    }

    async Task KeepAliveLoopAsync(TimeSpan period)
    {
        try
        {
            while (true)
            {
                var idle = TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastSent));
                if (idle < period)
                {
                    await Task.Delay(period - idle, _alive.Token).ConfigureAwait(false);
                    continue;
                }
                // The server waits one and a half periods [MQTT-3.1.2-24], so half a period is left for the answer.
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_alive.Token);
                timeout.CancelAfter(period / 2);
                await RequestAsync(_ => PacketEncoder.Ping(), PacketType.PingResp, 0, timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or MqttCommunicationException)
        {
            Close(new CloseReason(MqttClientDisconnectReason.KeepAliveTimeout, exception));
        }
    }
}
