using System.Collections.Concurrent;
using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>The open connections, and who holds which client id.</summary>
internal sealed class ConnectionRegistry
{
    private static readonly TimeSpan TakeOverWithin = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<MqttConnection, bool> _open = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopped;
    private int _count;
    private readonly ConcurrentDictionary<string, MqttConnection> _byClient = new(StringComparer.Ordinal);

    // ConcurrentDictionary's own Count and Keys take every lock, and Keys copies: too dear for 100,000 connections.
    public int Count => Volatile.Read(ref _count);

    /// <summary>The connections while they come and go, without a copy.</summary>
    public IEnumerable<MqttConnection> Open => _open.Select(static c => c.Key);

    /// <summary>False when the bridge is stopping.</summary>
    public bool Add(MqttConnection connection)
    {
        if (_open.TryAdd(connection, true))
            Interlocked.Increment(ref _count);
        if (!Volatile.Read(ref _stopped))
            return true;
        Remove(connection);
        return false;
    }

    /// <summary>Takes no further connections and closes those there are.</summary>
    public void Stop()
    {
        Volatile.Write(ref _stopped, true);
        foreach (var connection in Open)
            connection.Close(ReasonCode.ServerShuttingDown, "the server is shutting down");
    }

    /// <summary>Completes when the last connection has ended, or after <paramref name="bound"/>.</summary>
    public async Task WhenEmpty(TimeSpan bound, TimeProvider time)
    {
        if (Count == 0)
            return;
        await Task.WhenAny(_empty.Task, Task.Delay(bound, time));
    }

    /// <summary>Gives the client id to a connection; an older holder is closed first and has sent its will before this returns.</summary>
    /// <exception cref="TimeoutException">The older connection would not end.</exception>
    public async Task ClaimAsync(string clientId, MqttConnection connection)
    {
        while (!_byClient.TryAdd(clientId, connection))
        {
            if (!_byClient.TryGetValue(clientId, out var older))
                continue;
            older.Close(ReasonCode.SessionTakenOver, "a newer connection has the same client identifier");
            await older.Released.WaitAsync(TakeOverWithin);
        }
    }

    /// <summary>Gives the client id back.</summary>
    public void Release(string clientId, MqttConnection connection) =>
        _byClient.TryRemove(KeyValuePair.Create(clientId, connection));

    public void Remove(MqttConnection connection)
    {
        if (_open.TryRemove(connection, out _) && Interlocked.Decrement(ref _count) == 0 && Volatile.Read(ref _stopped))
            _empty.TrySetResult();
    }
}
