using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ServerlessIot.Faults.Tests.Processes.Wire;

/// <summary>A TCP proxy on the loopback address whose wires can be cut, stalled, or made to lose everything without a sign.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _stall;

    /// <summary>Listens on a free port.</summary>
    /// <param name="serverPort">Port of the server on the loopback address; it need not listen yet.</param>
    public TcpProxy(int serverPort)
    {
        _server = new IPEndPoint(IPAddress.Loopback, serverPort);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port { get; }

    /// <summary>Direction in which everything is swallowed now; null = none. A connection that lost a byte stays deaf in this direction, as one that
    /// a middlebox has forgotten: TCP never goes on behind a hole.</summary>
    public Direction? Swallows { get; private set; }

    /// <summary>Connections that were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Bytes that were swallowed.</summary>
    public long Swallowed => Interlocked.Read(ref _swallowed);

    private long _swallowed;

    /// <summary>Resets (RST) all connections; new ones work.</summary>
    public void Cut()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
            Cuts++;
        }
    }

    /// <summary>Loses everything in one direction for a while; connections stay open.</summary>
    public async Task SwallowAsync(Direction direction, TimeSpan length)
    {
        Swallows = direction;
        await Task.Delay(length, _stop.Token);
        Swallows = null;
    }

    /// <summary>Forwards nothing for a while, then everything that came meanwhile; connections stay open.</summary>
    public async Task StallAsync(TimeSpan length)
    {
        var stall = _stall = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.Delay(length, _stop.Token);
        _stall = null;
        stall.SetResult();
    }

    /// <summary>Whether these bytes may go on; waits while the wire is stalled.</summary>
    internal async ValueTask<bool> PassesAsync(Direction direction, int bytes)
    {
        if (_stall is { } stall) await stall.Task.WaitAsync(_stop.Token);
        if (Swallows != direction) return true;
        CountSwallowed(bytes);
        return false;
    }

    internal void CountSwallowed(int bytes) => Interlocked.Add(ref _swallowed, bytes);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (var connection in _connections.Keys) connection.Dispose();
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }

            var connection = new ProxiedConnection(this, client, _server);
            _connections[connection] = Task.Run(async () =>
            {
                await connection.RunAsync(_stop.Token);
                _connections.TryRemove(connection, out _);
            });
        }
    }
}
