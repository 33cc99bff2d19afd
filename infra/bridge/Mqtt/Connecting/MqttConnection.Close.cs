using System.Buffers;
using Microsoft.AspNetCore.Connections;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Audit;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>How connections end: MQTT 5.0, 3.14 and 4.13.</summary>
internal sealed partial class MqttConnection
{
    /// <summary>How long a peer may take to read the server's last words.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    /// <summary>Silence after which a peer is taken to have read them.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(50);

    /// <summary>How long the messages of a peer that has left may wait for room without any going on.</summary>
    private static readonly TimeSpan StuckFor = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _keepAlive; // 1.5 times what CONNECT says; zero for none
    private long _lastRead;
    private bool _paused;
    private bool _full; // paused since a message waits for room among what is in flight

    /// <summary>Completes when the client id is free again and the will, if any, is on its way.</summary>
    public Task Released => _released.Task;

    /// <summary>Ends the connection from outside; the first reason given counts.</summary>
    public void Close(ReasonCode reason, string text)
    {
        SetEnd(EndKind.Closed, reason, text);
        try
        {
            _closing.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return; // it ended in the meantime
        }
        _context.Transport.Input.CancelPendingRead();
    }

    /// <summary>Called by the timer: closes when the device was silent for too long, or may not be here any more.</summary>
    public void Check()
    {
        if (_end is not null)
            return;
        CheckPass();
        CheckLevel();
        // In this order: who goes on in between is not judged by the silence before.
        var paused = Volatile.Read(ref _paused);
        var silence = _services.Time.GetElapsedTime(Interlocked.Read(ref _lastRead));
        // While the socket is not read the device cannot be heard: silence is ours, not the device's.
        if (paused)
        {
            // What it sent before it left is still taken as long as that goes on.
            if (Volatile.Read(ref _full) && silence > StuckFor && PeerSocket.HasLeft(_context))
                Close(ReasonCode.UnspecifiedError, "the peer has left, and there is no room for what it sent last");
            return;
        }
        if (!_connected && silence > _services.Options.ConnectTimeout)
            Close(ReasonCode.UnspecifiedError, "CONNECT did not come in time");
        else if (_connected && Volatile.Read(ref _exchange) is { } exchange && _services.Time.GetElapsedTime(exchange.Started) > _services.Options.ConnectTimeout)
            Close(ReasonCode.NotAuthorized, "the challenge was not answered in time");
        else if (_connected && _keepAlive > TimeSpan.Zero && silence > _keepAlive)
            Close(ReasonCode.KeepAliveTimeout, "nothing came for 1.5 times the keep-alive");
    }

    private void CheckPass()
    {
        if (!_connected || _pass is not { } pass)
            return;
        var generation = _services.Access.Generation;
        if (generation == _passGeneration && (pass.Until is not { } until || _services.Time.GetUtcNow() < until))
            return;
        _passGeneration = generation;
        if (_services.Access.Refusal(pass) is not { } refusal)
            return;
        _services.Access.Tell(AuditKind.Ended, pass.Identity.Name, pass.Remote, refusal.Text);
        Close(EndReasonOf(refusal.Kind), refusal.Text);
    }

    // DISCONNECT has no codes for wrong credentials and bans, as CONNACK has: MQTT 5.0, 3.14.2.1.
    private static ReasonCode EndReasonOf(RefusalKind kind) => kind == RefusalKind.Expired ? ReasonCode.MaximumConnectTime : ReasonCode.NotAuthorized;

    private void Touch()
    {
        // Before CONNECT the clock runs from the connection's start: dribbling bytes does not extend it.
        if (_connected)
            Interlocked.Exchange(ref _lastRead, _services.Time.GetTimestamp());
    }

    private void Disconnected(ReadOnlySpan<byte> body)
    {
        var (reason, expiry) = AcknowledgementReader.ReadDisconnect(body, _version);
        if (expiry > 0 && !_sessionExpiryAsked)
            throw MqttViolationException.Protocol("DISCONNECT sets a session expiry that CONNECT had not asked for");
        if (reason == ReasonCode.Success)
            SetEnd(EndKind.Disconnected, reason, "disconnected");
        else
            SetEnd(EndKind.Lost, reason, $"disconnected with reason 0x{(int)reason:X2}");
    }

    private void SetEnd(EndKind kind, ReasonCode reason, string text, string? server = null) =>
        Interlocked.CompareExchange(ref _end, new ConnectionEnd(kind, reason, text, server), null);

    private void OutputFailed(Exception exception)
    {
        if (exception is not (IOException or ConnectionAbortedException or OperationCanceledException))
            BridgeLog.ConnectionFailed(_services.Logger, exception, ClientId);
        Close(ReasonCode.UnspecifiedError, "the peer cannot be written to");
    }

    private async Task FinishAsync()
    {
        var end = _end!;
        EndDeliveries();
        if (end.Reason == ReasonCode.ServerShuttingDown && _connected)
            await WithinAsync(_budget.WhenEmpty(), _services.Options.ShutdownTimeout);
        var said = end.Kind == EndKind.Refused || (end.Kind == EndKind.Closed && _connected && _version == ProtocolVersion.V5);
        if (said && end.Kind == EndKind.Closed)
        {
            var packet = new ArrayBufferWriter<byte>(64);
            PacketWriter.Disconnect5(packet, end.Reason, ReasonString(end.Text), end.Server);
            _output.EnqueueLast(packet.WrittenSpan.ToArray());
        }
        var heard = await WithinAsync(_output.WhenIdle(), Farewell);
        _output.Complete();
        // Before the client id is free again: who takes over takes the place too.
        if (_tenantSlot is { } tenant)
            _services.Tenants.Disconnect(tenant);
        await SendWillAsync(end);
        if (heard && said)
            await LingerAsync();
        _services.Connections.Remove(this);
        _services.Metrics.Closed(end.Kind == EndKind.Closed || end.Kind == EndKind.Refused ? end.Reason.ToString() : end.Kind.ToString());
        LogEnd(end);
    }

    /// <summary>Leaves the reason string out when the peer does not want it or cannot take it.</summary>
    private string? ReasonString(string text) => _reasonStrings && text.Length + 16 < _peerMaxPacketSize ? text : null;

    /// <summary>Closing with bytes unread resets the connection, and the peer may lose the last packet: reads what is still coming.</summary>
    private async Task LingerAsync()
    {
        var started = _services.Time.GetTimestamp();
        try
        {
            while (_services.Time.GetElapsedTime(started) < Farewell)
            {
                using var quiet = new CancellationTokenSource(Quiet, _services.Time);
                var result = await _context.Transport.Input.ReadAsync(quiet.Token);
                _context.Transport.Input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                    return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            return; // nothing more comes
        }
    }

    private async Task<bool> WithinAsync(Task task, TimeSpan bound)
    {
        try
        {
            await task.WaitAsync(bound, _services.Time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void LogEnd(ConnectionEnd end)
    {
        var remote = _context.RemoteEndPoint?.ToString();
        if (end.Kind == EndKind.Refused)
            BridgeLog.ConnectRefused(_services.Logger, ClientId, remote, (int)end.Reason, end.Text);
        else if (end.Kind == EndKind.Closed && end.Reason is not (ReasonCode.SessionTakenOver or ReasonCode.ServerShuttingDown))
            BridgeLog.Closed(_services.Logger, ClientId, remote, (int)end.Reason, end.Text);
        else
            BridgeLog.Disconnected(_services.Logger, ClientId, end.Text);
    }
}
