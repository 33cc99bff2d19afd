using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Coap.Blocks;
using ServerlessIot.Bridge.Coap.Commanding;
using ServerlessIot.Bridge.Coap.Exchanges;
using ServerlessIot.Bridge.Coap.Formatter;
using ServerlessIot.Bridge.Coap.Observing;
using ServerlessIot.Bridge.LastValues;
using ServerlessIot.Bridge.Mqtt.Connecting;

namespace ServerlessIot.Bridge.Coap;

/// <summary>
/// CoAP over UDP (RFC 7252), with blocks (RFC 7959) and observation (RFC 7641). Without DTLS: what it takes and shows anybody on the
/// way can read, tokens included.
/// </summary>
internal sealed class CoapDoor : IAsyncDisposable
{
    /// <summary>An answer that takes longer travels apart from its acknowledgement: below ACK_TIMEOUT, 2 s (RFC 7252, 5.2.2).</summary>
    private static readonly TimeSpan SeparateAfter = TimeSpan.FromSeconds(1);

    private readonly BridgeServices _services;
    private readonly Socket _socket;
    private readonly LastValueCache _values;
    private readonly ExchangeTable _exchanges;
    private readonly Confirmables _confirmables;
    private readonly BlockTransfers _blocks;
    private readonly Observers _observers;
    private readonly CommandObservers _commands;
    private readonly CoapResources _resources;
    private readonly Channel<(string Key, LastValue Value)> _changes =
        Channel.CreateBounded<(string, LastValue)>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly CancellationTokenSource _ended = new();
    private readonly PeriodicTimer _timer;
    private readonly Task[] _loops;
    private readonly MessageIds _ids = new();
    private bool _stopping;

    /// <exception cref="IOException">The port is taken.</exception>
    public CoapDoor(BridgeServices services, LastValueCache values, int port)
    {
        _services = services;
        _values = values;
        _socket = new Socket(services.Options.Bind.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
        try
        {
            _socket.Bind(new IPEndPoint(services.Options.Bind, port));
        }
        catch (SocketException e)
        {
            _socket.Dispose();
            throw new IOException($"UDP port {port} of {services.Options.Bind} cannot be used: {e.Message}", e);
        }
        _exchanges = new ExchangeTable(services.Time);
        _confirmables = new Confirmables(services.Time, Send);
        _blocks = new BlockTransfers(services.Options.MaxPacketSize, services.Options.MaxInFlightBytes, services.Time);
        _observers = new Observers(_confirmables, _ids.Next, Send, MayHear);
        _commands = new CommandObservers(services.Commands, () => services.Reports, services.Metrics, _confirmables, _ids.Next, HearingOf, services.Time);
        _resources = new CoapResources(services, values, _blocks, _observers, new CommandResource(services, _commands));
        _values.Changed += Changed;
        _timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), services.Time);
        _loops = [ReceiveAsync(), TickAsync(), NotifyAsync()];
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Takes no further request; what is on its way is still answered.</summary>
    public void Stop()
    {
        Volatile.Write(ref _stopping, true);
        _commands.Stop();
    }

    public async ValueTask DisposeAsync()
    {
        _values.Changed -= Changed;
        _timer.Dispose();
        _changes.Writer.TryComplete();
        await _ended.CancelAsync();
        await Task.WhenAll(_loops);
        _socket.Dispose();
        _ended.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[65_536];
        var anybody = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, anybody, _ended.Token);
                Received(buffer.AsSpan(0, received.ReceivedBytes), (IPEndPoint)received.RemoteEndPoint);
            }
            catch (SocketException e)
            {
                // An earlier answer could not be delivered, for one: that is no reason to hear nobody any more.
                BridgeLog.RequestRefused(_services.Logger, "CoAP", null, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(10), _services.Time);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Received(ReadOnlySpan<byte> datagram, IPEndPoint peer)
    {
        var status = CoapReader.Read(datagram, out var message);
        if (status == CoapStatus.NotCoap)
            return;
        if (message.Type is CoapType.Acknowledgement or CoapType.Reset)
        {
            if (status == CoapStatus.Ok)
                Answered(message, peer);
            return;
        }
        if (status != CoapStatus.Ok || !message.IsRequest)
        {
            // A ping (RFC 7252, 4.3), a response to nothing, or a format error.
            if (message.Type == CoapType.Confirmable)
                Send(peer, CoapWriter.Write(new CoapMessage { Type = CoapType.Reset, Code = CoapCode.Empty, Id = message.Id }));
            return;
        }
        if (!_exchanges.Begin(peer, message.Id, out var exchange))
        {
            if (message.Type == CoapType.Confirmable && exchange.Reply is { } reply)
                Send(peer, reply);
            return;
        }
        var request = CoapRequest.Read(peer, message, datagram.Length, out var refusal);
        if (Volatile.Read(ref _stopping))
            refusal = CoapReply.Of(CoapCode.ServiceUnavailable, "stopping").With(CoapOption.MaxAge, 5);
        _ = RespondAsync(exchange, message, refusal is null ? _resources.AnswerAsync(request!) : Task.FromResult(refusal), 3 * datagram.Length);
    }

    private void Answered(CoapMessage message, IPEndPoint peer)
    {
        var acknowledged = message.Type == CoapType.Acknowledgement;
        if (!_confirmables.Answered(peer, message.Id, acknowledged) && !acknowledged)
            _observers.Reset(peer, message.Id);
    }

    /// <summary>Sends the answer: on the acknowledgement when it is there soon, apart from it otherwise, or when it has to be confirmed. Does not throw.</summary>
    private async Task RespondAsync(Exchange exchange, CoapMessage request, Task<CoapReply> answering, int bound)
    {
        if (request.Type == CoapType.Confirmable)
        {
            var soon = await SoonAsync(answering);
            exchange.Reply = soon is { Confirmed: null }
                ? soon.ToDatagram(CoapType.Acknowledgement, request.Id, request.Token, bound)
                : CoapWriter.Write(new CoapMessage { Type = CoapType.Acknowledgement, Code = CoapCode.Empty, Id = request.Id });
            Send(exchange.Peer, exchange.Reply);
            if (soon is { Confirmed: null })
                return;
        }
        var reply = await answering;
        var id = _ids.Next();
        if (request.Type == CoapType.NonConfirmable && reply.Confirmed is null)
        {
            Send(exchange.Peer, reply.ToDatagram(CoapType.NonConfirmable, id, request.Token, bound));
        }
        else
        {
            // Whoever has not shown that it is there hears it but once more.
            var attempts = reply.Confirmed is null ? Confirmables.MaxRetransmit : 1;
            _confirmables.Send(exchange.Peer, id, reply.ToDatagram(CoapType.Confirmable, id, request.Token, bound), attempts, reply.Confirmed);
        }
    }

    /// <returns>Null when it takes longer.</returns>
    private async Task<CoapReply?> SoonAsync(Task<CoapReply> answering)
    {
        try
        {
            return await answering.WaitAsync(SeparateAfter, _services.Time);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Whether what somebody was let in with still counts, and its risk leaves it more than publishing.</summary>
    private bool MayHear(AccessPass pass) => _services.Access.Refusal(pass) is null && _services.Access.LevelOf(pass.Identity, pass.Remote) != AccessLevel.Minimal;

    /// <summary>What may be told somebody who observes commands.</summary>
    private CommandHearing HearingOf(AccessPass pass) => _services.Access.Refusal(pass) switch
    {
        { Kind: RefusalKind.Banned } => CommandHearing.Forbidden,
        not null => CommandHearing.Unauthorized,
        null => MayHear(pass) ? CommandHearing.Yes : CommandHearing.Later,
    };

    private void Changed(string key, LastValue value)
    {
        if (_observers.Has(key))
            _changes.Writer.TryWrite((key, value));
    }

    private async Task NotifyAsync()
    {
        await foreach (var (key, value) in _changes.Reader.ReadAllAsync())
            _observers.Notify(key, value);
    }

    private async Task TickAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            _confirmables.Tick();
            _commands.Tick();
            _blocks.Expire();
        }
    }

    /// <summary>UDP: what cannot be sent is lost, and whoever needs it asks again.</summary>
    private void Send(IPEndPoint peer, byte[] datagram)
    {
        try
        {
            _socket.SendTo(datagram, peer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            BridgeLog.RequestRefused(_services.Logger, "CoAP", peer.ToString(), e.Message);
        }
    }
}
