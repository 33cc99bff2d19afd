using System.Buffers;
using Microsoft.AspNetCore.Connections;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Mqtt.Publishing;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>One device's connection: reads packets in order and hands them to the other parts of this class.</summary>
internal sealed partial class MqttConnection : IAsyncDisposable
{
    private readonly ConnectionContext _context;
    private readonly BridgeServices _services;
    private readonly ConnectionOutput _output;
    private readonly AckQueue _acks;
    private readonly InFlightBudget _budget;
    private readonly CancellationTokenSource _closing = new();
    private readonly Door _door;
    private ProtocolVersion _version;
    private bool _connected;
    private ConnectionEnd? _end;

    public MqttConnection(ConnectionContext context, BridgeServices services, Door door)
    {
        _context = context;
        _door = door;
        _services = services;
        var options = services.Options;
        _budget = new InFlightBudget(options.MaxInFlightPerConnection, options.MaxInFlightBytesPerConnection);
        _acks = new AckQueue(_budget, RefusedBeforeV5);
        _output = new ConnectionOutput(context.Transport.Output, _acks, OutputFailed);
        _aliases = new TopicAliases(options.TopicAliasMaximum);
        _lastRead = services.Time.GetTimestamp();
    }

    /// <summary>The device's client id; empty before CONNECT.</summary>
    public string ClientId { get; private set; } = "";

    /// <summary>Serves the connection until it ends. Does not throw.</summary>
    public async Task RunAsync()
    {
        if (!_services.Connections.Add(this))
        {
            _context.Abort(new ConnectionAbortedException("the bridge is stopping"));
            return;
        }
        _services.Metrics.Opened();
        try
        {
            await ReadAsync();
        }
        catch (MqttViolationException e)
        {
            if (_connected && e.IsOdd)
                _services.Access.Odd(_identity);
            SetEnd(EndKind.Closed, e.Reason, e.Message, e.Server);
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException)
        {
            SetEnd(EndKind.Lost, ReasonCode.UnspecifiedError, e.Message);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            SetEnd(EndKind.Closed, ReasonCode.UnspecifiedError, "closed");
        }
        catch (Exception e)
        {
            // A fault of ours must end this connection only.
            BridgeLog.ConnectionFailed(_services.Logger, e, ClientId);
            SetEnd(EndKind.Closed, ReasonCode.ImplementationSpecificError, "internal error");
        }
        await FinishAsync();
    }

    public ValueTask DisposeAsync()
    {
        _closing.Dispose();
        return default;
    }

    private async Task ReadAsync()
    {
        var input = _context.Transport.Input;
        var unread = 0L;
        while (_end is null)
        {
            var result = await input.ReadAsync();
            var buffer = result.Buffer;
            // The end of a connection is nothing that was heard of its device.
            if (buffer.Length > unread)
                Touch();
            try
            {
                while (_end is null && TryTake(ref buffer, out var firstByte, out var body))
                    await HandleAsync(firstByte, body);
            }
            finally
            {
                unread = buffer.Length;
                input.AdvanceTo(buffer.Start, buffer.End);
            }
            if (result.IsCompleted)
                SetEnd(EndKind.Lost, ReasonCode.UnspecifiedError, "the peer closed the connection");
        }
    }

    private bool TryTake(ref ReadOnlySequence<byte> buffer, out byte firstByte, out ReadOnlySequence<byte> body)
    {
        // Whoever speaks another protocol is not waited for until its bytes happen to look like a packet.
        if (!_connected && !buffer.IsEmpty && !MayComeFirst((PacketType)(buffer.FirstSpan[0] >> 4), buffer.FirstSpan[0] & 0x0F))
            throw MqttViolationException.Protocol(_challenged is null ? "the first packet is not CONNECT" : "AUTH or DISCONNECT is expected");
        var limit = _connected ? _services.Options.MaxPacketSize : _services.Options.MaxConnectSize;
        return FrameReader.TryRead(ref buffer, limit, out firstByte, out body) switch
        {
            FrameStatus.Complete => true,
            FrameStatus.Incomplete => false,
            FrameStatus.TooLarge => throw new MqttViolationException(ReasonCode.PacketTooLarge, $"a packet is larger than {limit} bytes"),
            _ => throw MqttViolationException.Malformed("the remaining length is malformed"),
        };
    }

    private bool MayComeFirst(PacketType type, int flags) =>
        flags == 0 && (_challenged is null ? type == PacketType.Connect : type is PacketType.Auth or PacketType.Disconnect);

    private ValueTask HandleAsync(byte firstByte, in ReadOnlySequence<byte> body)
    {
        var type = (PacketType)(firstByte >> 4);
        if (type == PacketType.Publish && _connected)
            return PublishAsync(firstByte, body);
        var expected = type is PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe ? 2 : 0;
        if (type != PacketType.Publish && (firstByte & 0x0F) != expected)
            throw MqttViolationException.Malformed($"the flags of {type} are {firstByte & 0x0F}");
        if (type == PacketType.Connect)
            return new ValueTask(ConnectAsync(body.ToArray()));
        if (type == PacketType.Auth && _version == ProtocolVersion.V5)
            return new ValueTask(AuthenticateAsync(body.ToArray()));
        if (!_connected && type != PacketType.Disconnect)
            throw MqttViolationException.Protocol($"{type} comes before CONNECT");
        Handle(type, body.IsSingleSegment ? body.FirstSpan : body.ToArray());
        return RoomAsync();
    }

    /// <summary>Who does not read its answers is not read either.</summary>
    private ValueTask RoomAsync() => _output.HasRoom ? default : new ValueTask(_output.WhenIdle().WaitAsync(_closing.Token));

    private void Handle(PacketType type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case PacketType.PubRel:
                Release(AcknowledgementReader.ReadPubRel(body, _version));
                break;
            case PacketType.PubAck:
                var (packetId, reason) = AcknowledgementReader.ReadPubAck(body, _version);
                Delivered(packetId, reason);
                break;
            case PacketType.Subscribe:
                Subscribe(SubscribeReader.ReadSubscribe(body, _version));
                break;
            case PacketType.Unsubscribe:
                Unsubscribe(SubscribeReader.ReadUnsubscribe(body, _version));
                break;
            case PacketType.PingReq when body.IsEmpty:
                _output.Enqueue([0xD0, 0]);
                break;
            case PacketType.PingReq:
                throw MqttViolationException.Malformed("PINGREQ has a body");
            case PacketType.Disconnect:
                Disconnected(body);
                break;
            case PacketType.Reserved:
                throw MqttViolationException.Malformed("packet type 0 is reserved");
            case PacketType.Auth:
                throw MqttViolationException.Malformed("packet type 15 is reserved");
            default:
                throw MqttViolationException.Protocol($"{type} is not expected from a device");
        }
    }
}
