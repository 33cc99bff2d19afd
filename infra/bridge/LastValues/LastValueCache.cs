using System.Text;
using Confluent.Kafka;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.LastValues;

/// <summary>The latest payload of each device that this bridge has seen stored, by <c>tenant/device</c>. Bounded: whoever was silent longest is forgotten first.</summary>
internal sealed class LastValueCache(int maxDevices = 100_000, long maxBytes = 32 << 20)
{
    /// <summary>Larger payloads are not kept: nobody fetches a picture as a last value.</summary>
    public const int MaxPayload = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, LastValue Value)>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, LastValue Value)> _byAge = new();
    private long _bytes;

    /// <summary>Called behind each change with the key. Must neither block nor throw.</summary>
    public event Action<string, LastValue>? Changed;

    public int Count
    {
        get
        {
            lock (_lock)
                return _byKey.Count;
        }
    }

    public LastValue? Find(string key)
    {
        lock (_lock)
            return _byKey.TryGetValue(key, out var node) ? node.Value.Value : null;
    }

    /// <summary>Keeps the value of a record that the log has; wills, presence and replies are none.</summary>
    public void Keep(Message<byte[], byte[]> message)
    {
        if (message.Value.Length > MaxPayload || Header(message, LogHeaders.Type) != RecordTypes.Telemetry)
            return;
        var key = Encoding.UTF8.GetString(message.Key);
        var value = new LastValue(message.Value, Header(message, LogHeaders.ContentType) ?? "application/octet-stream");
        lock (_lock)
        {
            if (_byKey.Remove(key, out var older))
                Forget_NeedsLock(older);
            _byKey.Add(key, _byAge.AddLast((key, value)));
            _bytes += value.Payload.Length;
            while (_byKey.Count > maxDevices || _bytes > maxBytes)
            {
                _byKey.Remove(_byAge.First!.Value.Key);
                Forget_NeedsLock(_byAge.First);
            }
        }
        Changed?.Invoke(key, value);
    }

    private void Forget_NeedsLock(LinkedListNode<(string Key, LastValue Value)> node)
    {
        _byAge.Remove(node);
        _bytes -= node.Value.Value.Payload.Length;
    }

    private static string? Header(Message<byte[], byte[]> message, string name) =>
        message.Headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : null;
}
