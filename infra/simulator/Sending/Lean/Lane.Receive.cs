using System.Buffers.Binary;
using System.Net.Sockets;

namespace ServerlessIot.Simulator.Sending.Lean;

internal sealed partial class Lane
{
    private const byte ConnAck = 0x20;
    private const byte PubAck = 0x40;
    private const byte PingResp = 0xD0;
    private const byte Disconnect = 0xE0;
    private const byte FirstErrorCode = 0x80;
    private const byte ReceiveMaximumProperty = 0x21;
    private byte[] _rest = [];
    private int _restLength;

    /// <summary>Reads all there is; returns whether there was anything.</summary>
    private bool Receive()
    {
        var buffer = context.Received;
        var any = false;
        _lastLook = context.Now;
        while (_socket is not null)
        {
            _rest.AsSpan(0, _restLength).CopyTo(buffer);
            var count = _socket.Receive(buffer.AsSpan(_restLength), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return any;
            if (error != SocketError.Success || count == 0)
            {
                Lose(error == SocketError.Success ? "closed by the broker" : error.ToString());
                return true;
            }
            any = true;
            _lastReceived = context.Now;
            var available = _restLength + count;
            var isAllRead = available < buffer.Length;
            Handle(buffer.AsSpan(0, available));
            if (isAllRead)
                return true;
        }
        return any;
    }

    private void Handle(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 2 && _socket is not null)
        {
            var length = VariableByteInteger.Read(bytes[1..], out var lengthBytes);
            if (lengthBytes < 0 || length > context.Received.Length / 2)
            {
                Lose("malformed packet");
                return;
            }
            var total = 1 + lengthBytes + length;
            if (lengthBytes == 0 || total > bytes.Length)
                break;
            HandlePacket(bytes[0], bytes.Slice(1 + lengthBytes, length));
            bytes = bytes[total..];
        }
        KeepRest(bytes);
    }

    // Part of a packet is rare: an acknowledgement is 4 bytes, so this room is only taken by those who need it.
    private void KeepRest(ReadOnlySpan<byte> bytes)
    {
        if (_socket is null)
            return;
        if (_rest.Length < bytes.Length)
            _rest = new byte[bytes.Length];
        bytes.CopyTo(_rest);
        _restLength = bytes.Length;
    }

    private void HandlePacket(byte header, ReadOnlySpan<byte> body)
    {
        switch (header & 0xF0)
        {
            case PubAck when body.Length >= 2 && State == LaneState.Online:
                Acknowledge(BinaryPrimitives.ReadUInt16BigEndian(body), body.Length > 2 ? body[2] : (byte)0);
                break;
            case ConnAck when body.Length >= 2 && State == LaneState.Handshaking:
                if (body[1] != 0)
                    Lose($"refused with code {body[1]}");
                else
                    GoOnline((body[0] & 1) != 0, ReadReceiveMaximum(body[2..]));
                break;
            case PingResp:
                _awaitsPing = false;
                break;
            case Disconnect:
                Lose($"disconnected with code {(body.IsEmpty ? 0 : body[0])}");
                break;
            default:
                Lose($"unexpected packet {header:X2}");
                break;
        }
    }

    private void Acknowledge(ushort id, byte reason)
    {
        if (reason >= FirstErrorCode)
        {
            // Refused, not lost: the same bytes are tried again on a new connection, after a while.
            Lose($"message refused with code {reason}");
            return;
        }
        if (!_log.TryAcknowledge(id, out var packet))
            return;
        packet.Link.InFlight--;
        packet.Link.Device.Acknowledge(packet.Kind, packet.Seq);
        if (packet.Link.Owed > 0)
            Wake();
    }

    // Properties of CONNACK (MQTT 5, section 3.2.2.3); only the receive maximum matters here.
    private static int ReadReceiveMaximum(ReadOnlySpan<byte> properties)
    {
        if (properties.IsEmpty)
            return MaxInFlight;
        VariableByteInteger.Read(properties, out var at);
        while (at > 0 && at < properties.Length)
        {
            var id = properties[at++];
            if (id == ReceiveMaximumProperty && properties.Length - at >= sizeof(ushort))
                return BinaryPrimitives.ReadUInt16BigEndian(properties[at..]);
            at += id switch
            {
                0x24 or 0x25 or 0x28 or 0x29 or 0x2A => 1,
                0x13 or 0x22 => 2,
                0x11 or 0x27 => 4,
                0x26 => TextLength(properties, at) is var name ? name + TextLength(properties, at + name) : 0,
                _ => TextLength(properties, at)
            };
        }
        return MaxInFlight;
    }

    private static int TextLength(ReadOnlySpan<byte> properties, int at)
    {
        return properties.Length - at < sizeof(ushort) ? properties.Length : sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(properties[at..]);
    }
}
