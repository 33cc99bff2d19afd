using System.Net.Sockets;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Network;

/// <summary>One client connection: a request at a time, answers in order, as Kafka does it.</summary>
internal sealed class Connection(Socket socket, string peer, Dispatcher dispatcher, BrokerOptions options, MemoryBudget budget, ILogger log)
{
    private volatile FrameReader? _reader;
    private volatile bool _handling;
    private volatile bool _sending;
    private long _lastSent = options.TimeProvider.GetTimestamp();

    /// <summary>Serves until the peer leaves, sends nonsense or the broker stops. Never throws.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var reader = new FrameReader(socket, options.MaxRequestBytes, budget, options.TimeProvider);
        using var response = new WireWriter();
        ApiKey? handling = null;
        _reader = reader;
        try
        {
            while (await reader.ReadAsync(stopping) is { } frame)
            {
                _handling = true;
                var request = dispatcher.Parse(frame, peer);
                handling = request.Key;
                await dispatcher.HandleAsync(request, response, stopping);
                if (request.AnswerWanted)
                    await SendAsync(response.Written, stopping);
                _handling = false;
            }

            BrokerLog.ConnectionEnded(log, peer, "closed by the client");
        }
        catch (MalformedRequestException e)
        {
            BrokerLog.BadRequest(log, peer, e.Message);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            BrokerLog.ConnectionEnded(log, peer, e.Message);
        }
        catch (Exception e)
        {
            BrokerLog.RequestFailed(log, handling, peer, e);
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stopping)
    {
        Volatile.Write(ref _lastSent, options.TimeProvider.GetTimestamp());
        _sending = true;
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, stopping)..];
            Volatile.Write(ref _lastSent, options.TimeProvider.GetTimestamp());
        }

        _sending = false;
    }

    /// <summary>Closes the connection when its client stopped in the middle of a request or response, or asked nothing for long.</summary>
    public void CloseIfStalled()
    {
        if (_reader is not { } reader || (_handling && !_sending))
            return;
        var limit = _sending || reader.IsMidFrame ? options.StallTimeout : options.IdleTimeout;
        if (options.TimeProvider.GetElapsedTime(_sending ? Volatile.Read(ref _lastSent) : reader.LastReceived) < limit)
            return;
        BrokerLog.Stalled(log, peer, (int)limit.TotalSeconds);
        socket.Dispose();
    }
}
