using System.Collections.Concurrent;
using MQTTnet.Exceptions;

namespace MQTTnet.Internal;

/// <summary>Requests that wait for their answer, by the answer's type and packet id.</summary>
sealed class PendingRequests
{
    readonly ConcurrentDictionary<int, TaskCompletionSource<IncomingPacket>> _waiting = new();
    Exception _closedBy;
    int _lastId;

    /// <summary>A packet id, 1 to 65,535, that no request uses now.</summary>
    public ushort NextId()
    {
        for (var attempts = 0; attempts < ushort.MaxValue; attempts++)
        {
            var id = (ushort)((uint)(Interlocked.Increment(ref _lastId) - 1) % ushort.MaxValue + 1);
            if (!IsUsed(id))
                return id;
        }
        throw new MqttProtocolViolationException("All packet identifiers are in use.");
    }

    public Task<IncomingPacket> Add(PacketType answer, ushort id)
    {
        var source = new TaskCompletionSource<IncomingPacket>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Pings have no id: those that wait at the same time share the answer.
        source = _waiting.GetOrAdd(Key(answer, id), source);
        if (Volatile.Read(ref _closedBy) is { } reason)
            source.TrySetException(reason);
        return source.Task;
    }

    public void Remove(PacketType answer, ushort id) => _waiting.TryRemove(Key(answer, id), out _);

    /// <summary>False when nobody waits for this packet: its request was given up.</summary>
    public bool TryComplete(IncomingPacket packet)
    {
        var id = packet.Type == PacketType.PingResp ? (ushort)0 : new PacketReader(packet.Body).UInt16();
        return _waiting.TryRemove(Key(packet.Type, id), out var source) && source.TrySetResult(packet);
    }

    public void FailAll(Exception exception)
    {
        Volatile.Write(ref _closedBy, exception);
        foreach (var source in _waiting.Values)
            source.TrySetException(exception);
    }

    bool IsUsed(ushort id)
    {
        return _waiting.ContainsKey(Key(PacketType.PubAck, id)) || _waiting.ContainsKey(Key(PacketType.PubRec, id)) || _waiting.ContainsKey(Key(PacketType.PubComp, id))
            || _waiting.ContainsKey(Key(PacketType.SubAck, id)) || _waiting.ContainsKey(Key(PacketType.UnsubAck, id));
    }

    static int Key(PacketType type, ushort id) => ((int)type << 16) | id;
}
