using System.Buffers.Binary;
using System.Text;
using MQTTnet.Exceptions;

namespace MQTTnet.Internal;

/// <summary>Reads the body of one packet; anything cut short is a <see cref="MqttProtocolViolationException"/>.</summary>
sealed class PacketReader(byte[] body)
{
    static readonly UTF8Encoding StrictUtf8 = new(false, true);
    int _position;

    public bool AtEnd => _position == body.Length;

    public int Position => _position;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public byte[] Binary() => Take(UInt16()).ToArray();

    public string Text()
    {
        try
        {
            return StrictUtf8.GetString(Take(UInt16()));
        }
        catch (DecoderFallbackException)
        {
            throw new MqttProtocolViolationException("A text field is not UTF-8.");
        }
    }

    public int VariableByteInteger()
    {
        var value = 0;
        for (var shift = 0; shift <= 21; shift += 7)
        {
            var digit = Byte();
            value |= (digit & 127) << shift;
            if (digit < 128)
                return value;
        }
        throw new MqttProtocolViolationException("A variable byte integer is longer than four bytes.");
    }

    public byte[] Rest() => Take(body.Length - _position).ToArray();

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > body.Length - _position)
            throw new MqttProtocolViolationException("Received malformed packet.");
        var span = body.AsSpan(_position, count);
        _position += count;
        return span;
    }
}
