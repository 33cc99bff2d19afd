using System.Net.Sockets;

namespace ServerlessIot.Simulator.Sending.Lean;

/// <summary>
/// One MQTT connection of the lean sender. Not a task of its own: the sender pumps its lanes in turn, each with
/// sockets that never block, because two system calls a message (one send, one receive) is all that 2,000 slow
/// connections then cost. No lane is ever pumped by two threads at once.
/// </summary>
internal sealed partial class Lane(LeanContext context, string clientId) : IDisposable
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PingAfter = BrokerAddress.KeepAlive / 2;
    // More at once would only overflow the listener's backlog (128 by default).
    private const int MaxConnecting = 64;
    // MQTT knows 65,535 packet ids; a few stay free.
    private const int MaxInFlight = 65_000;
    private readonly List<LeanLink> _links = [];
    private readonly PacketLog _log = new();
    private readonly Backoff _backoff = new(context.Random);
    private readonly byte[] _connect = ConnectPacket.Build(context.Address, clientId);
    private Socket? _socket;
    private TimeSpan _due;
    private TimeSpan _lastSent;
    private TimeSpan _lastReceived;
    private TimeSpan _lastLook;
    private bool _awaitsPing;
    private bool _isAwake;
    private int _receiveMaximum;
    private int _nextLink;

    public LaneState State { get; private set; }

    /// <summary>True when nothing is on its way or waits to be sent.</summary>
    public bool IsDrained => _log.Count == 0;

    /// <summary>True when something may have arrived, or once in a while to notice a lost connection and send pings.</summary>
    public bool NeedsLook => State != LaneState.Online || _log.Count > 0 || _awaitsPing || context.Now - _lastLook > LookEvery;

    public LeanLink Add(Device device, int window)
    {
        var link = new LeanLink(device, this, window);
        _links.Add(link);
        return link;
    }

    /// <summary>Asks to be pumped with the next tick.</summary>
    public void Wake()
    {
        if (_isAwake)
            return;
        _isAwake = true;
        context.Awake.Add(this);
    }

    /// <summary>Does what can be done without waiting; returns whether anything was received or sent.</summary>
    public bool Pump()
    {
        _isAwake = false;
        return State switch
        {
            LaneState.Closed => TryConnect(),
            LaneState.Connecting => TryFinishConnecting(),
            LaneState.Handshaking => TryFinishHandshake(),
            LaneState.Online => Work(),
            _ => false
        };
    }

    /// <summary>Forgets what is due but not composed yet.</summary>
    public void StopPublishing() => _links.ForEach(link => link.Owed = 0);

    /// <summary>Says goodbye and closes.</summary>
    public void Finish()
    {
        if (State == LaneState.Online && _log.Unsent.IsEmpty)
            _socket!.Send(ConnectPacket.Disconnect, SocketFlags.None, out _);
        CloseSocket();
        State = LaneState.Finished;
    }

    public void Dispose() => CloseSocket();

    private bool Work()
    {
        // With nothing on its way nothing is expected: no system call for that.
        var received = NeedsLook && Receive();
        if (State != LaneState.Online)
            return received;
        Compose();
        var sent = Flush();
        if (State == LaneState.Online)
            KeepAlive();
        return received || sent;
    }

    private void Compose()
    {
        var wantsMore = false;
        for (var i = 0; i < _links.Count; i++)
        {
            var link = _links[(_nextLink + i) % _links.Count];
            while (link.CanSend && _log.Count < _receiveMaximum)
            {
                link.Owed--;
                if (!link.Device.TryCompose(context.Payload, context.UnixNow, out var kind, out var seq))
                {
                    link.Owed = 0;
                    break;
                }
                link.InFlight++;
                _log.Append(link, link.Topic, context.PublishProperties, context.Payload.Written, kind, seq);
            }
            wantsMore |= link.Owed > 0;
        }
        // The device that was first this time is last the next time, where the connection's quota is short.
        _nextLink = (_nextLink + 1) % _links.Count;
        if (wantsMore)
            Wake();
    }

    private bool Flush()
    {
        var any = false;
        while (State == LaneState.Online && !_log.Unsent.IsEmpty)
        {
            var sent = _socket!.Send(_log.Unsent, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                Wake();
                break;
            }
            if (error != SocketError.Success)
            {
                Lose(error.ToString());
                break;
            }
            _log.MarkSent(sent);
            _lastSent = context.Now;
            any = true;
        }
        return any;
    }

    private void KeepAlive()
    {
        var now = context.Now;
        // A broker that answers pings but not messages is waited for: it may be waiting itself.
        if (_awaitsPing && now - _lastReceived > PingTimeout && now - _lastSent > PingTimeout)
        {
            Lose("no answer to a ping");
            return;
        }
        // Only between two packets: a ping within a half-sent one would break it.
        if (!_awaitsPing && now - _lastSent > PingAfter && _log.Unsent.IsEmpty)
        {
            _socket!.Send(ConnectPacket.PingRequest, SocketFlags.None, out _);
            _lastSent = now;
            _awaitsPing = true;
        }
    }
}
