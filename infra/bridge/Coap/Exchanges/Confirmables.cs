using System.Net;
using System.Security.Cryptography;

namespace ServerlessIot.Bridge.Coap.Exchanges;

/// <summary>Messages that a peer must acknowledge, sent again with growing pauses until it does: RFC 7252, 4.2.</summary>
internal sealed class Confirmables(TimeProvider time, Action<IPEndPoint, byte[]> send)
{
    /// <summary>Messages that wait at once; further ones are sent once and not again.</summary>
    public const int Capacity = 16_384;

    /// <summary>Of them, those that anybody can bring about; the others are kept for those who have shown that they are where they say.</summary>
    public const int CapacityOfUnproven = Capacity / 2;

    /// <summary>MAX_RETRANSMIT: RFC 7252, 4.8.</summary>
    public const int MaxRetransmit = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<(IPEndPoint, ushort), Waiting> _waiting = [];

    /// <summary>Whether there is room for what anybody can bring about.</summary>
    public bool HasRoomForUnproven
    {
        get
        {
            lock (_lock)
                return _waiting.Count < CapacityOfUnproven;
        }
    }

    /// <summary>Sends now, and again after 2 to 3 s, then twice as long each time.</summary>
    /// <param name="peer">Where to.</param>
    /// <param name="id">Message id of <paramref name="datagram"/>.</param>
    /// <param name="datagram">The message.</param>
    /// <param name="attempts">Times that it is sent again, at most <see cref="MaxRetransmit"/>.</param>
    /// <param name="ended">Called once: true when the peer acknowledged, false when it reset or did not answer.</param>
    public void Send(IPEndPoint peer, ushort id, byte[] datagram, int attempts = MaxRetransmit, Action<bool>? ended = null)
    {
        if (TrySend(peer, id, datagram, Timeout.InfiniteTimeSpan, attempts, ended))
            return;
        send(peer, datagram);
        ended?.Invoke(false);
    }

    /// <summary>Like <see cref="Send"/>, and sends nothing when there is no room, or another message of that id waits.</summary>
    /// <param name="peer">Where to.</param>
    /// <param name="id">Message id of <paramref name="datagram"/>.</param>
    /// <param name="datagram">The message.</param>
    /// <param name="within">When to give it up, however often it was sent; <see cref="Timeout.InfiniteTimeSpan"/> for never.</param>
    /// <param name="attempts">Times that it is sent again, at most <see cref="MaxRetransmit"/>.</param>
    /// <param name="ended">Called once when it was sent.</param>
    /// <param name="reset">Called before, when the peer reset it.</param>
    /// <returns>Whether it was sent.</returns>
    public bool TrySend(IPEndPoint peer, ushort id, byte[] datagram, TimeSpan within, int attempts = MaxRetransmit, Action<bool>? ended = null, Action? reset = null)
    {
        var now = time.GetTimestamp();
        lock (_lock)
            if (_waiting.Count >= Capacity || !_waiting.TryAdd((peer, id), new Waiting(datagram, ended, reset) { Attempts = attempts, Left = attempts, Pause = FirstPause(), Since = now, First = now, Within = within }))
                return false;
        send(peer, datagram);
        return true;
    }

    /// <summary>An acknowledgement or a reset came. False when nobody waited for it.</summary>
    public bool Answered(IPEndPoint peer, ushort id, bool acknowledged)
    {
        Waiting? waiting;
        lock (_lock)
            _waiting.Remove((peer, id), out waiting);
        if (!acknowledged)
            waiting?.Reset?.Invoke();
        waiting?.Ended?.Invoke(acknowledged);
        return waiting is not null;
    }

    /// <summary>The peer is there: it has as much time for a message that waits as for a new one. False when none of that id waits.</summary>
    public bool Renew(IPEndPoint peer, ushort id)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue((peer, id), out var waiting))
                return false;
            (waiting.Left, waiting.Pause, waiting.Since) = (waiting.Attempts, FirstPause(), time.GetTimestamp());
            return true;
        }
    }

    /// <summary>Sends again what is due, and gives up what was sent often enough.</summary>
    public void Tick()
    {
        List<(IPEndPoint Peer, Waiting Message)>? due = null;
        List<Waiting>? given = null;
        lock (_lock)
        {
            foreach (var (key, waiting) in _waiting)
            {
                var isOver = waiting.Within >= TimeSpan.Zero && time.GetElapsedTime(waiting.First) >= waiting.Within;
                if (!isOver && time.GetElapsedTime(waiting.Since) < waiting.Pause)
                    continue;
                if (isOver || waiting.Left-- == 0)
                {
                    (given ??= []).Add(waiting);
                    _waiting.Remove(key); // allowed while enumerating since .NET Core 3
                    continue;
                }
                (waiting.Since, waiting.Pause) = (time.GetTimestamp(), waiting.Pause * 2);
                (due ??= []).Add((key.Item1, waiting));
            }
        }
        foreach (var (peer, waiting) in due ?? [])
            send(peer, waiting.Datagram);
        foreach (var waiting in given ?? [])
            waiting.Ended?.Invoke(false);
    }

    /// <summary>ACK_TIMEOUT 2 s times a random factor of up to ACK_RANDOM_FACTOR 1.5.</summary>
    private static TimeSpan FirstPause() => TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(2_000, 3_001));

    private sealed class Waiting(byte[] datagram, Action<bool>? ended, Action? reset)
    {
        public byte[] Datagram { get; } = datagram;

        public Action<bool>? Ended { get; } = ended;

        public Action? Reset { get; } = reset;

        public int Attempts { get; init; }

        public int Left { get; set; }

        public TimeSpan Pause { get; set; }

        public long Since { get; set; }

        public long First { get; init; }

        public TimeSpan Within { get; init; }
    }
}
