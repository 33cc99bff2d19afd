using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServerlessIot.Bridge.Mqtt.WebSockets;

/// <summary>
/// A WebSocket in the shape of a connection: the payloads of binary frames are one stream of bytes, whatever the frames' borders
/// (MQTT 5.0, 6.0.0-3). A text frame ends it with status 1003 (6.0.0-1). Buffers hold 64 KiB each way at most.
/// </summary>
internal sealed class WebSocketConnection : ConnectionContext, IDuplexPipe
{
    /// <summary>How long a peer may take to read what is left, and again to close.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    /// <summary>Nothing that runs here ever blocks, so no hop to another thread is worth it.</summary>
    private static readonly PipeOptions Bounds = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024,
        useSynchronizationContext: false);

    private readonly HttpContext _http;
    private readonly WebSocket _socket;
    private readonly TimeProvider _time;
    private readonly Pipe _input = new(Bounds);
    private readonly Pipe _output = new(Bounds);
    private readonly CancellationTokenSource _ended = new();
    private WebSocketCloseStatus _status = WebSocketCloseStatus.NormalClosure;

    /// <param name="http">The request that became the connection.</param>
    /// <param name="socket">Open; closed by <see cref="ServeAsync"/>, disposed by its maker.</param>
    /// <param name="time">Clock of the waits.</param>
    public WebSocketConnection(HttpContext http, WebSocket socket, TimeProvider time)
    {
        _http = http;
        _socket = socket;
        _time = time;
        ConnectionId = http.Connection.Id;
        Transport = this;
        ConnectionClosed = http.RequestAborted;
        RemoteEndPoint = http.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, http.Connection.RemotePort) : null;
    }

    /// <inheritdoc/>
    public override string ConnectionId { get; set; }

    /// <inheritdoc/>
    public override IFeatureCollection Features => _http.Features;

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _input.Reader;

    PipeWriter IDuplexPipe.Output => _output.Writer;

    /// <summary>Moves bytes both ways while <paramref name="serve"/> runs, then closes.</summary>
    public async Task ServeAsync(Func<Task> serve)
    {
        var receiving = ReceiveAsync();
        var sending = SendAsync();
        try
        {
            await serve();
        }
        finally
        {
            await _output.Writer.CompleteAsync();
            await _input.Reader.CompleteAsync();
            // A read that is under way ends with the connection only.
            if (!(await WithinAsync(sending) && await WithinAsync(CloseAsync()) && await WithinAsync(receiving)))
                Abort(new ConnectionAbortedException("the peer does not close"));
            await Task.WhenAll(sending, receiving);
        }
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        _ended.Cancel();
        _http.Abort();
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _ended.Dispose();
        return base.DisposeAsync();
    }

    private async Task ReceiveAsync()
    {
        var writer = _input.Writer;
        try
        {
            while (await _socket.ReceiveAsync(writer.GetMemory(), _ended.Token) is var frame && frame.MessageType == WebSocketMessageType.Binary)
            {
                writer.Advance(frame.Count);
                if ((await writer.FlushAsync(_ended.Token)).IsCompleted)
                    await SkipAsync();
            }
            // A peer that closes gets its own status back (RFC 6455, 5.5.1); one that sends text breaks MQTT's rule.
            if (_socket.State == WebSocketState.Open)
                _status = WebSocketCloseStatus.InvalidMessageType;
        }
        catch (Exception e) when (IsEnd(e))
        {
            return; // for whoever reads, the stream just ends
        }
        finally
        {
            await writer.CompleteAsync();
        }
    }

    /// <summary>Nobody listens any more: reads up to the peer's close, since bytes left unread would reset the connection.</summary>
    private async Task SkipAsync()
    {
        var ignored = new byte[512];
        while ((await _socket.ReceiveAsync(ignored.AsMemory(), _ended.Token)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    private async Task SendAsync()
    {
        var reader = _output.Reader;
        Exception? failure = null;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(_ended.Token);
                foreach (var segment in result.Buffer)
                    await _socket.SendAsync(segment, WebSocketMessageType.Binary, endOfMessage: true, _ended.Token);
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                    return;
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            failure = new IOException("the WebSocket cannot be written to", e);
        }
        finally
        {
            await reader.CompleteAsync(failure);
        }
    }

    private async Task CloseAsync()
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(_status, null, _ended.Token);
        }
        catch (Exception e) when (IsEnd(e))
        {
            return; // the peer is gone already
        }
    }

    private async Task<bool> WithinAsync(Task task)
    {
        try
        {
            await task.WaitAsync(Farewell, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static bool IsEnd(Exception e) =>
        e is WebSocketException or OperationCanceledException or IOException or ConnectionAbortedException or ObjectDisposedException;
}
