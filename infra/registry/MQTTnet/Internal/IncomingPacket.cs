using System.Buffers;
using MQTTnet.Exceptions;

namespace MQTTnet.Internal;

/// <summary>One packet as received: fixed header byte and body.</summary>
sealed record IncomingPacket(byte Header, byte[] Body)
{
    public PacketType Type => (PacketType)(Header >> 4);

    public int Flags => Header & 15;

    /// <summary>Cuts the next whole packet off the buffer's front; null when it is not all there yet.</summary>
    public static IncomingPacket TryCut(ref ReadOnlySequence<byte> buffer, uint maximumPacketSize)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out var header))
            return null;

        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (shift > 21)
                throw new MqttProtocolViolationException("Remaining length is invalid.");
            if (!reader.TryRead(out var digit))
                return null;
            length |= (digit & 127) << shift;
            if (digit < 128)
                break;
        }

        if (maximumPacketSize > 0 && reader.Consumed + length > maximumPacketSize)
            throw new MqttProtocolViolationException($"A packet of {reader.Consumed + length} bytes is above the maximum of {maximumPacketSize}.");
        if (!reader.TryReadExact(length, out var body))
            return null;
        buffer = buffer.Slice(reader.Position);
        return new IncomingPacket(header, body.ToArray());
    }
}
