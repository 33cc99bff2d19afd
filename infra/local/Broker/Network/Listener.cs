using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ServerlessIot.Broker.Network;

/// <summary>Accepts connections and keeps track of them.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(100);
    private readonly Socket _socket;
    private readonly Dispatcher _dispatcher;
    private readonly BrokerOptions _options;
    private readonly ILogger _log;
    private readonly MemoryBudget _budget;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Connection, Task> _connections = new();
    private readonly ITimer _sweep;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Binds the port; connections wait until <see cref="Start"/>.</summary>
    public Listener(BrokerOptions options, Func<IPEndPoint, Dispatcher> dispatcher, ILogger log)
    {
        _options = options;
        _log = log;
        _budget = new MemoryBudget(options.MaxBufferedBytes);
        _socket = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(new IPEndPoint(options.Address, options.Port));
            _socket.Listen(512);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _dispatcher = dispatcher(EndPoint);
        var pause = TimeSpan.FromTicks(Math.Min(options.StallTimeout.Ticks, options.IdleTimeout.Ticks) / 4);
        _sweep = options.TimeProvider.CreateTimer(_ => Sweep(), null, pause, pause);
    }

    public IPEndPoint EndPoint { get; }

    public void Start() => _accepting = AcceptAsync();

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _socket.AcceptAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // The peer left before it was accepted, or handles ran out, which nothing tells the end of.
                BrokerLog.AcceptFailed(_log, e.Message);
                await Task.Delay(AfterFailure, _options.TimeProvider, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            Serve(client);
        }
    }

    private void Serve(Socket client)
    {
        var peer = client.RemoteEndPoint?.ToString() ?? "?";
        if (_connections.Count >= _options.MaxConnections)
        {
            BrokerLog.TooManyConnections(_log, peer, _options.MaxConnections);
            client.Dispose();
            return;
        }

        client.NoDelay = true;
        var connection = new Connection(client, peer, _dispatcher, _options, _budget, _log);
        _connections[connection] = Task.Run(async () =>
        {
            await connection.RunAsync(_stop.Token);
            _connections.TryRemove(connection, out _);
        });
        // It may have ended before it was noted.
        if (_connections.TryGetValue(connection, out var task) && task.IsCompleted)
            _connections.TryRemove(connection, out _);
    }

    private void Sweep()
    {
        foreach (var connection in _connections.Keys)
            connection.CloseIfStalled();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        await _sweep.DisposeAsync();
        _stop.Dispose();
    }
}
