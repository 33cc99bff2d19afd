using System.Collections.Concurrent;
using System.Net;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Coap.Blocks;
using ServerlessIot.Bridge.Coap.Exchanges;
using ServerlessIot.Bridge.Coap.Formatter;
using ServerlessIot.Bridge.Commands;
using ServerlessIot.Bridge.Health;

namespace ServerlessIot.Bridge.Coap.Commanding;

/// <summary>
/// Devices that hear their commands by observing <c>/commands/{device}</c> (RFC 7641). Each command is a confirmable notification, delivered
/// when it is acknowledged, or when the device has fetched and acknowledged the last of its blocks; a device that resets one or stays silent is forgotten, and the command waits for whoever hears the device's commands next.
/// </summary>
/// <param name="book">The commands.</param>
/// <param name="reports">Told what became of deliveries.</param>
/// <param name="metrics">Told of deliveries.</param>
/// <param name="confirmables">Sends notifications until they are acknowledged.</param>
/// <param name="nextId">Message ids.</param>
/// <param name="hearing">Whether what somebody was let in with still counts.</param>
/// <param name="time">Clock.</param>
/// <param name="capacity">Devices at most.</param>
internal sealed partial class CommandObservers(
    CommandBook book, Func<CommandReports> reports, BridgeMetrics metrics, Confirmables confirmables, Func<ushort> nextId, Func<AccessPass, CommandHearing> hearing, TimeProvider time,
    int capacity = CommandObservers.Capacity)
{
    /// <summary>Devices at most.</summary>
    public const int Capacity = 10_000;

    /// <summary>Devices at one address and port: a gateway's.</summary>
    public const int CapacityOfPeer = 64;

    /// <summary>Registrations of one address and port whose answers are not acknowledged yet.</summary>
    public const int RegistrationsOfPeer = 16;

    /// <summary>Who neither acknowledged nor registered again for so long is forgotten when room is needed; devices are told it as Max-Age, or what is left of what they were let in with.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, CommandObserver> _byDevice = new(StringComparer.Ordinal);
    private readonly Dictionary<IPEndPoint, int> _ofPeer = [];
    private readonly HashSet<(IPEndPoint, string Device)> _registering = [];
    private readonly Dictionary<IPEndPoint, int> _registeringOfPeer = [];
    private readonly ConcurrentQueue<CommandObserver> _paused = new();
    private long _resumed = time.GetTimestamp();
    private uint _sequence;
    private bool _stopping;

    public int Count
    {
        get
        {
            lock (_lock)
                return _byDevice.Count;
        }
    }

    /// <summary>The answer to somebody who wants to observe. It is confirmable: only its acknowledgement proves that the address is the device's own, and not a victim's, and registers it.</summary>
    /// <returns>Null when there is no room, or the answer to an earlier request of the same device there is not acknowledged yet.</returns>
    public CoapReply? Answer(IPEndPoint peer, byte[] token, string device, AccessPass pass, int sizeExponent = BlockOption.Largest)
    {
        lock (_lock)
        {
            // Nobody's requests take the room that commands need.
            if (!HasRoom_NeedsLock(peer, device) || !confirmables.HasRoomForUnproven || _registeringOfPeer.GetValueOrDefault(peer) >= RegistrationsOfPeer || !_registering.Add((peer, device)))
                return null;
            _registeringOfPeer[peer] = _registeringOfPeer.GetValueOrDefault(peer) + 1;
        }
        return new CoapReply(CoapCode.Content, [])
        {
            Confirmed = acknowledged =>
            {
                Registering(peer, device);
                if (acknowledged)
                    Register(new CommandObserver(peer, token, device, pass, sizeExponent, this));
            },
        }.With(CoapOption.Observe, NextSequence()).With(CoapOption.MaxAge, (uint)LifetimeOf(pass).TotalSeconds);
    }

    /// <summary>A device observes no more.</summary>
    public void Remove(IPEndPoint peer, byte[] token, string device)
    {
        CommandObserver? observer;
        lock (_lock)
            if (!_byDevice.TryGetValue(device, out observer) || !observer.Peer.Equals(peer) || !observer.Token.AsSpan().SequenceEqual(token))
                return;
        Forget(observer);
    }

    /// <summary>An observer hears no more; the command that was under way to it waits for whoever hears the device's commands next.</summary>
    public void Forget(CommandObserver observer)
    {
        lock (_lock)
        {
            if (_byDevice.TryGetValue(observer.Device, out var current) && current == observer)
            {
                _byDevice.Remove(observer.Device);
                Left_NeedsLock(observer);
            }
        }
        book.Detach(observer.Device, observer);
        if (observer.End() is { } left)
            book.Return(left);
    }

    /// <summary>Begins no further delivery.</summary>
    public void Stop() => Volatile.Write(ref _stopping, true);

    /// <summary>The next command of an observer.</summary>
    public PendingCommand? Take(CommandObserver observer) => Volatile.Read(ref _stopping) ? null : book.Take(observer.Device, observer);

    /// <summary>Sends a command. False when the device will never have it, and the next one may follow.</summary>
    public bool TryTell(CommandObserver observer, PendingCommand command)
    {
        switch (hearing(observer.Pass))
        {
            case CommandHearing.Later:
                Pause(observer);
                return true;
            case CommandHearing.Unauthorized:
                Refuse(observer, CoapCode.Unauthorized);
                return true;
            case CommandHearing.Forbidden:
                Refuse(observer, CoapCode.Forbidden);
                return true;
        }
        if (command.Resets >= MostResets)
        {
            End(command);
            reports().Refused(command, $"the device has reset it {MostResets} times: it has {command.Payload.Length} bytes, and comes to it in blocks");
            return false;
        }
        var id = nextId();
        observer.MessageId = id;
        // What has expired is not sent again.
        var left = LeftOf(command);
        var datagram = CommandBlocks.Notification(command, observer.SizeExponent, NextSequence(), left).ToDatagram(CoapType.Confirmable, id, observer.Token, int.MaxValue);
        if (confirmables.TrySend(observer.Peer, id, datagram, left, ended: acknowledged => Answered(observer, command, acknowledged), reset: () => Reset(observer, command)))
            metrics.CommandDelivered();
        else
            Pause(observer);
        return true;
    }

    /// <summary>Gives up what its device does not fetch. Once a second: commands for which there was no room, or at another level, are tried again.</summary>
    public void Tick()
    {
        GiveUpBlocks();
        if (_paused.IsEmpty || time.GetElapsedTime(_resumed) < TryAgain)
            return;
        _resumed = time.GetTimestamp();
        for (var left = _paused.Count; left > 0 && _paused.TryDequeue(out var observer); left--)
            observer.Resume();
    }

    /// <summary>The command waits, and the observer stays.</summary>
    private void Pause(CommandObserver observer)
    {
        var left = observer.Pause();
        _paused.Enqueue(observer);
        if (left is not null)
            book.Return(left);
    }

    /// <summary>It is told that it observes no more: RFC 7641, 4.2.</summary>
    private void Refuse(CommandObserver observer, CoapCode code)
    {
        var id = nextId();
        confirmables.Send(observer.Peer, id, CoapReply.Of(code).ToDatagram(CoapType.Confirmable, id, observer.Token, int.MaxValue), attempts: 1);
        Forget(observer);
    }

    private void Registering(IPEndPoint peer, string device)
    {
        lock (_lock)
        {
            _registering.Remove((peer, device));
            if (--_registeringOfPeer[peer] == 0)
                _registeringOfPeer.Remove(peer);
        }
    }

    private TimeSpan LifetimeOf(AccessPass pass)
    {
        var left = pass.Until - time.GetUtcNow() ?? Lifetime;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < Lifetime ? left : Lifetime;
    }

    private TimeSpan LeftOf(PendingCommand command) => TimeSpan.FromMilliseconds(Math.Max(1_000, command.Expires - time.GetUtcNow().ToUnixTimeMilliseconds()));

    private void Answered(CommandObserver observer, PendingCommand command, bool acknowledged)
    {
        if (CommandBlocks.Needs(command, observer.SizeExponent))
        {
            FirstAnswered(observer, command, acknowledged);
            return;
        }
        if (!acknowledged)
        {
            NotDelivered(observer, command);
            return;
        }
        Delivered(observer, command);
        if (observer.TryClear(command))
            observer.CommandsWaiting();
    }

    private void Delivered(CommandObserver observer, PendingCommand command)
    {
        observer.Heard = time.GetTimestamp();
        End(command);
        reports().Sent(command);
    }

    private void NotDelivered(CommandObserver observer, PendingCommand command)
    {
        if (!IsOver(command))
            Forget(observer); // with the command, if it is still under way
        else if (observer.TryClear(command))
            book.Return(command); // it gives way to the next one
    }

    private bool IsOver(PendingCommand command) => command.Expires <= time.GetUtcNow().ToUnixTimeMilliseconds();

    private void End(PendingCommand command) => book.End(command.Device, command.Id, command.Expires);

    /// <summary>
    /// The device has registered in the same way before: what is under way to it goes on, and is not sent as another message that would be another delivery. Its repetitions begin anew, since the
    /// device is there. Blocks begin anew from the first: the device may have lost those that it had.
    /// </summary>
    private bool Renews(CommandObserver newer)
    {
        lock (_lock)
        {
            if (!_byDevice.TryGetValue(newer.Device, out var known) || !known.Is(newer) || (known.UnderWay is not null && !confirmables.Renew(known.Peer, known.MessageId)))
                return false;
            (known.Pass, known.Heard) = (newer.Pass, newer.Heard);
            return true;
        }
    }

    private void Register(CommandObserver observer)
    {
        CommandObserver? older;
        observer.Heard = time.GetTimestamp();
        if (Renews(observer))
            return;
        lock (_lock)
        {
            if (!HasRoom_NeedsLock(observer.Peer, observer.Device))
                return; // taken meanwhile; the device finds out when its registration grows old
            if (_byDevice.Remove(observer.Device, out older))
                Left_NeedsLock(older);
            _byDevice.Add(observer.Device, observer);
            _ofPeer[observer.Peer] = _ofPeer.GetValueOrDefault(observer.Peer) + 1;
        }
        // Before the newer one takes its first: it may be the first in turn.
        if (older?.End() is { } left)
            book.Return(left);
        book.Attach(observer.Device, observer);
        // One that was removed meanwhile must not be left in the book.
        lock (_lock)
            if (_byDevice.TryGetValue(observer.Device, out var current) && current == observer)
                return;
        book.Detach(observer.Device, observer);
    }

    private bool HasRoom_NeedsLock(IPEndPoint peer, string device)
    {
        if (_byDevice.TryGetValue(device, out var own) && own.Peer.Equals(peer))
            return true; // it takes its own place
        if (_ofPeer.GetValueOrDefault(peer) >= CapacityOfPeer)
            return false;
        if (own is not null || _byDevice.Count < capacity)
            return true;
        // Its device is long gone: a command that comes all the same waits for it in the book.
        var lapsed = _byDevice.Values.FirstOrDefault(observer => time.GetElapsedTime(observer.Heard) > Lifetime);
        if (lapsed is null)
            return false;
        _byDevice.Remove(lapsed.Device);
        Left_NeedsLock(lapsed);
        book.Detach(lapsed.Device, lapsed);
        return true;
    }

    private void Left_NeedsLock(CommandObserver observer)
    {
        if (--_ofPeer[observer.Peer] == 0)
            _ofPeer.Remove(observer.Peer);
    }

    /// <summary>24 bits: RFC 7641, 3.4.</summary>
    private uint NextSequence() => Interlocked.Increment(ref _sequence) & 0xFFFFFF;
}
