using System.Net;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Coap.Exchanges;
using ServerlessIot.Bridge.Coap.Formatter;
using ServerlessIot.Bridge.LastValues;

namespace ServerlessIot.Bridge.Coap.Observing;

/// <summary>
/// Who observes what: RFC 7641. The first notification, and every eighth, must be acknowledged; who resets one or is silent is
/// forgotten. While one is under way only the latest value waits.
/// </summary>
internal sealed class Observers(Confirmables confirmables, Func<ushort> nextId, Action<IPEndPoint, byte[]> send, Func<AccessPass, bool> mayHear)
{
    /// <summary>Observers of all peers.</summary>
    public const int Capacity = 10_000;

    /// <summary>Observers at one address and port.</summary>
    public const int CapacityOfPeer = 64;

    /// <summary>Bytes of a notification's datagram: below the IPv6 minimum MTU (RFC 7252, 4.6).</summary>
    private const int Bound = 1_152;

    private const int ConfirmEvery = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<(IPEndPoint, string), Observer> _byToken = [];
    private readonly Dictionary<string, List<Observer>> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<(IPEndPoint, ushort), Observer> _byMessage = [];
    private readonly Dictionary<IPEndPoint, int> _ofPeer = [];
    private uint _sequence;

    public int Count
    {
        get
        {
            lock (_lock)
                return _byToken.Count;
        }
    }

    /// <summary>Whether anybody observes a device.</summary>
    public bool Has(string key)
    {
        lock (_lock)
            return _byKey.ContainsKey(key);
    }

    /// <returns>Number of the notification that the answer is; null when there is no room, and the answer is an ordinary one (RFC 7641, 4.1).</returns>
    public uint? Add(IPEndPoint peer, byte[] token, string key, int bound, AccessPass pass)
    {
        lock (_lock)
        {
            Remove_NeedsLock(peer, token);
            if (_byToken.Count >= Capacity || _ofPeer.GetValueOrDefault(peer) >= CapacityOfPeer)
                return null;
            var observer = new Observer(peer, token, key, bound, pass);
            _byToken.Add((peer, Convert.ToHexString(token)), observer);
            if (!_byKey.TryGetValue(key, out var observers))
                _byKey.Add(key, observers = []);
            observers.Add(observer);
            _ofPeer[peer] = _ofPeer.GetValueOrDefault(peer) + 1;
            return NextSequence_NeedsLock();
        }
    }

    public void Remove(IPEndPoint peer, byte[] token)
    {
        lock (_lock)
            Remove_NeedsLock(peer, token);
    }

    /// <summary>A reset came: whoever got that message observes no more.</summary>
    public void Reset(IPEndPoint peer, ushort id)
    {
        lock (_lock)
            if (_byMessage.TryGetValue((peer, id), out var observer))
                Remove_NeedsLock(peer, observer.Token);
    }

    /// <summary>Tells all who observe a device.</summary>
    public void Notify(string key, LastValue value)
    {
        List<Observer> observers;
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var known))
                return;
            observers = [.. known];
        }
        foreach (var observer in observers)
            Tell(observer, value);
    }

    private void Tell(Observer observer, LastValue value)
    {
        // What it was let in with may have ended since.
        if (!mayHear(observer.Pass))
        {
            lock (_lock)
                Remove_NeedsLock(observer);
            return;
        }
        byte[] datagram;
        bool confirmable;
        ushort id;
        int attempts;
        lock (_lock)
        {
            if (observer.Waiting)
            {
                observer.Next = value;
                return;
            }
            if (!_byToken.TryGetValue((observer.Peer, Convert.ToHexString(observer.Token)), out var current) || current != observer)
                return;
            confirmable = !observer.Verified || ++observer.Unconfirmed >= ConfirmEvery;
            id = nextId();
            _byMessage.Remove((observer.Peer, observer.LastId));
            _byMessage[(observer.Peer, id)] = observer;
            observer.LastId = id;
            if (confirmable)
                (observer.Unconfirmed, observer.Waiting, observer.Next) = (0, true, null);
            var bound = observer.Verified ? Bound : observer.Bound;
            // Whoever never acknowledged may not be there at all: it hears each but once.
            attempts = observer.Verified ? Confirmables.MaxRetransmit : 1;
            datagram = Representation.Of(value, null, observer.Token.Length, bound, NextSequence_NeedsLock())
                .ToDatagram(confirmable ? CoapType.Confirmable : CoapType.NonConfirmable, id, observer.Token, bound);
        }
        if (confirmable)
            confirmables.Send(observer.Peer, id, datagram, attempts, acknowledged => Ended(observer, acknowledged));
        else
            send(observer.Peer, datagram);
    }

    private void Ended(Observer observer, bool acknowledged)
    {
        LastValue? next;
        lock (_lock)
        {
            (observer.Waiting, next) = (false, observer.Next);
            observer.Verified |= acknowledged;
            if (!acknowledged)
                Remove_NeedsLock(observer);
        }
        if (acknowledged && next is not null)
            Tell(observer, next);
    }

    /// <summary>Removes this one, and not another that has registered with the same token since.</summary>
    private void Remove_NeedsLock(Observer observer)
    {
        if (_byToken.TryGetValue((observer.Peer, Convert.ToHexString(observer.Token)), out var current) && current == observer)
            Remove_NeedsLock(observer.Peer, observer.Token);
    }

    private void Remove_NeedsLock(IPEndPoint peer, byte[] token)
    {
        if (!_byToken.Remove((peer, Convert.ToHexString(token)), out var observer))
            return;
        _byMessage.Remove((peer, observer.LastId));
        var others = _byKey[observer.Key];
        others.Remove(observer);
        if (others.Count == 0)
            _byKey.Remove(observer.Key);
        if (--_ofPeer[peer] == 0)
            _ofPeer.Remove(peer);
    }

    /// <summary>24 bits: RFC 7641, 3.4.</summary>
    private uint NextSequence_NeedsLock() => _sequence = (_sequence + 1) & 0xFFFFFF;
}
