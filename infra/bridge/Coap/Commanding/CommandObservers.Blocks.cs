using System.Net;
using ServerlessIot.Bridge.Coap.Blocks;
using ServerlessIot.Bridge.Coap.Formatter;
using ServerlessIot.Bridge.Commands;

namespace ServerlessIot.Bridge.Coap.Commanding;

/// <summary>Commands that no datagram should hold (RFC 7252, 4.6): the notification has the first block, and the device fetches the others (RFC 7959, 3.3).</summary>
internal sealed partial class CommandObservers
{
    /// <summary>Resets of a command in blocks after which it fails: its device may have no use for blocks.</summary>
    public const int MostResets = 3;

    /// <summary>How long a device may take to ask for the next block.</summary>
    public static readonly TimeSpan BlockPatience = BlockTransfers.Patience;

    private readonly Dictionary<CommandObserver, PendingCommand> _fetching = [];

    /// <summary>A block of the command that is under way to a device, for the device itself: it has shown that it is there.</summary>
    public CoapReply Block(IPEndPoint peer, string device, BlockOption asked)
    {
        CommandObserver? observer;
        lock (_lock)
            _byDevice.TryGetValue(device, out observer);
        if (observer is null || !observer.Peer.Equals(peer) || observer.UnderWay is not { } command)
            return CoapReply.Of(CoapCode.NotFound, "no command is under way");
        if (asked.Offset >= command.Payload.Length)
            return CoapReply.Of(CoapCode.BadOption, "no such block");
        observer.Heard = time.GetTimestamp();
        // One confirmable at a time: a device that asks again and again takes no more room than that.
        if (CommandBlocks.IsLast(command, asked) && !observer.TryBeginLast())
            return CoapReply.Of(CoapCode.ServiceUnavailable, "the last block waits for its acknowledgement").With(CoapOption.MaxAge, 3);
        return CommandBlocks.Block(command, asked, LeftOf(command), acknowledged => Fetched(observer, command, acknowledged));
    }

    private static void Reset(CommandObserver observer, PendingCommand command)
    {
        if (CommandBlocks.Needs(command, observer.SizeExponent))
            command.Resets++;
    }

    /// <summary>The last block was sent. When it was not acknowledged the device may ask for it again.</summary>
    private void Fetched(CommandObserver observer, PendingCommand command, bool acknowledged)
    {
        observer.EndLast();
        if (!acknowledged || !observer.TryClear(command))
            return;
        lock (_lock)
            _fetching.Remove(observer);
        Delivered(observer, command);
        observer.CommandsWaiting();
    }

    private void GiveUpBlocks()
    {
        List<(CommandObserver Observer, PendingCommand Command)>? over = null;
        lock (_lock)
            foreach (var (observer, command) in _fetching)
                if (observer.UnderWay != command || IsOver(command) || time.GetElapsedTime(observer.Heard) > BlockPatience)
                    (over ??= []).Add((observer, command));
        foreach (var (observer, command) in over ?? [])
        {
            lock (_lock)
                _fetching.Remove(observer);
            if (observer.UnderWay == command)
                NotDelivered(observer, command);
        }
    }

    /// <summary>The first block was acknowledged, or was not.</summary>
    private void FirstAnswered(CommandObserver observer, PendingCommand command, bool acknowledged)
    {
        if (acknowledged)
            Fetching(observer, command);
        else if (observer.UnderWay == command)
            NotDelivered(observer, command);
    }

    private void Fetching(CommandObserver observer, PendingCommand command)
    {
        observer.Heard = time.GetTimestamp();
        lock (_lock)
            if (observer.UnderWay == command)
                _fetching[observer] = command;
    }
}
