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
    private readonly ConcurrentDictionary<string, Claim> _byClient = new(StringComparer.Ordinal);
    private long _claims;

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
    /// <returns>False when a newer one has it, which came while this one waited for the same older one.</returns>
    /// <exception cref="TimeoutException">The older connection would not end.</exception>
    public async Task<bool> ClaimAsync(string clientId, MqttConnection connection)
    {
        var own = new Claim(connection, Interlocked.Increment(ref _claims));
        while (!_byClient.TryAdd(clientId, own))
        {
            if (!_byClient.TryGetValue(clientId, out var holder))
                continue;
            if (holder.Number > own.Number)
                return false;
            holder.Connection.Close(ReasonCode.SessionTakenOver, "a newer connection has the same client identifier");
            await holder.Connection.Released.WaitAsync(TakeOverWithin);
        }
        return true;
    }

    /// <summary>Gives the client id back.</summary>
    public void Release(string clientId, MqttConnection connection)
    {
        if (_byClient.TryGetValue(clientId, out var claim) && claim.Connection == connection)
            _byClient.TryRemove(KeyValuePair.Create(clientId, claim));
    }

    public void Remove(MqttConnection connection)
    {
        if (_open.TryRemove(connection, out _) && Interlocked.Decrement(ref _count) == 0 && Volatile.Read(ref _stopped))
            _empty.TrySetResult();
    }

    /// <summary>Who holds a client id.</summary>
    /// <param name="Connection">The holder.</param>
    /// <param name="Number">Higher for one that came later.</param>
    private readonly record struct Claim(MqttConnection Connection, long Number);
}
