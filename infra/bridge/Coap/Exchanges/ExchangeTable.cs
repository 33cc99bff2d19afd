using System.Net;

namespace ServerlessIot.Bridge.Coap.Exchanges;

/// <summary>Knows message ids again, so that a request that comes twice is done once: RFC 7252, 4.5. Bounded: the oldest is forgotten first.</summary>
internal sealed class ExchangeTable(TimeProvider time, int capacity = ExchangeTable.Capacity)
{
    /// <summary>At 250 requests/s all of a lifetime; above that a late repetition becomes a second record of the same bytes, which Validate knows.</summary>
    public const int Capacity = 65_536;

    /// <summary>EXCHANGE_LIFETIME: RFC 7252, 4.8.2.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(247);

    private readonly Lock _lock = new();
    private readonly Dictionary<(IPEndPoint, ushort), Exchange> _known = [];
    private readonly Queue<Exchange> _byAge = new();

    /// <summary>Exchanges remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _known.Count;
        }
    }

    /// <returns>False when the message was there before; <paramref name="exchange"/> is then the one of that time.</returns>
    public bool Begin(IPEndPoint peer, ushort id, out Exchange exchange)
    {
        lock (_lock)
        {
            Expire_NeedsLock();
            if (_known.TryGetValue((peer, id), out exchange!))
                return false;
            if (_byAge.Count >= capacity)
                Forget_NeedsLock();
            exchange = new Exchange(peer, id, time.GetTimestamp());
            _known.Add((peer, id), exchange);
            _byAge.Enqueue(exchange);
            return true;
        }
    }

    private void Expire_NeedsLock()
    {
        while (_byAge.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Started) > Lifetime)
            Forget_NeedsLock();
    }

    private void Forget_NeedsLock()
    {
        var oldest = _byAge.Dequeue();
        _known.Remove((oldest.Peer, oldest.Id));
    }
}
