using System.Net;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Commands;

namespace ServerlessIot.Bridge.Coap.Commanding;

/// <summary>A device that observes its commands. One at a time is under way to it (RFC 7252, 4.7: NSTART 1).</summary>
/// <param name="peer">Where it is; it has acknowledged there that it observes.</param>
/// <param name="token">Of its request.</param>
/// <param name="device">tenant/device.</param>
/// <param name="pass">What it was let in with.</param>
/// <param name="sizeExponent">Of the blocks that it wants.</param>
/// <param name="observers">Brings it its commands.</param>
internal sealed class CommandObserver(IPEndPoint peer, byte[] token, string device, AccessPass pass, int sizeExponent, CommandObservers observers) : ICommandHolder
{
    private readonly Lock _lock = new();
    private PendingCommand? _underWay;
    private bool _ended;
    private bool _paused;
    private int _lastUnderWay;

    public IPEndPoint Peer { get; } = peer;

    public byte[] Token { get; } = token;

    public string Device { get; } = device;

    /// <summary>What it was let in with last.</summary>
    public AccessPass Pass
    {
        get => Volatile.Read(ref _pass);
        set => Volatile.Write(ref _pass, value);
    }

    private AccessPass _pass = pass;

    /// <summary>Exponent of the size of its blocks.</summary>
    public int SizeExponent { get; } = sizeExponent;

    /// <summary>Whether one that registers is this one, which has registered before.</summary>
    public bool Is(CommandObserver newer) => Peer.Equals(newer.Peer) && Token.AsSpan().SequenceEqual(newer.Token) && SizeExponent == newer.SizeExponent;

    /// <summary>The command that is under way to it; null when none is.</summary>
    public PendingCommand? UnderWay
    {
        get
        {
            lock (_lock)
                return _underWay;
        }
    }

    /// <summary>Message id of the notification that was sent last.</summary>
    public ushort MessageId
    {
        get => Volatile.Read(ref _messageId);
        set => Volatile.Write(ref _messageId, value);
    }

    private ushort _messageId;

    /// <summary>When it was last heard of, in ticks of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Heard
    {
        get => Interlocked.Read(ref _heard);
        set => Interlocked.Exchange(ref _heard, value);
    }

    private long _heard;

    /// <inheritdoc/>
    public void CommandsWaiting()
    {
        // Sent outside of the lock: the answer, or that there is no room, may be told at once.
        while (Next() is { } command && !observers.TryTell(this, command))
            TryClear(command);
    }

    /// <inheritdoc/>
    public void GiveBack() => observers.Forget(this);

    /// <summary>It takes no command until <see cref="Resume"/>; that which is under way is given back.</summary>
    /// <returns>The command that was under way; null when none was.</returns>
    public PendingCommand? Pause()
    {
        lock (_lock)
        {
            _paused = true;
            (var left, _underWay) = (_underWay, null);
            return left;
        }
    }

    /// <summary>It takes commands again.</summary>
    public void Resume()
    {
        lock (_lock)
            _paused = false;
        CommandsWaiting();
    }

    /// <summary>A command is not under way any more. False when it was not: the observer has ended, and gave it back.</summary>
    public bool TryClear(PendingCommand command)
    {
        lock (_lock)
        {
            if (_underWay != command)
                return false;
            _underWay = null;
            return true;
        }
    }

    /// <summary>The last block of a command goes to it. False when one is not acknowledged yet.</summary>
    public bool TryBeginLast() => Interlocked.Exchange(ref _lastUnderWay, 1) == 0;

    /// <summary>The last block was acknowledged, or will not be.</summary>
    public void EndLast() => Volatile.Write(ref _lastUnderWay, 0);

    /// <summary>It hears no more.</summary>
    /// <returns>The command that was under way; null when none was.</returns>
    public PendingCommand? End()
    {
        lock (_lock)
        {
            _ended = true;
            (var left, _underWay) = (_underWay, null);
            return left;
        }
    }

    private PendingCommand? Next()
    {
        lock (_lock)
            return _ended || _paused || _underWay is not null ? null : _underWay = observers.Take(this);
    }
}
