using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MQTTnet.Exceptions;

namespace MQTTnet.Internal;

/// <summary>Writes the body of one packet and puts the fixed header before it.</summary>
sealed class PacketWriter
{
    // A fixed header takes at most 1 + 4 bytes; the body starts behind that room.
    const int HeaderRoom = 5;
    readonly ArrayBufferWriter<byte> _buffer = new(256);

    public PacketWriter()
    {
        _buffer.GetSpan(HeaderRoom)[..HeaderRoom].Clear();
        _buffer.Advance(HeaderRoom);
    }

    public int BodyLength => _buffer.WrittenCount - HeaderRoom;

    public ReadOnlySpan<byte> Body => _buffer.WrittenSpan[HeaderRoom..];

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.GetSpan(2), value);
        _buffer.Advance(2);
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Raw(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    public void Raw(ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes)
            _buffer.Write(part.Span);
    }

    public void Binary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ushort.MaxValue)
            throw new MqttProtocolViolationException($"A field of {bytes.Length} bytes is longer than 65,535 bytes.");
        UInt16((ushort)bytes.Length);
        Raw(bytes);
    }

    public void Text(string text) => Binary(Encoding.UTF8.GetBytes(text ?? string.Empty));

    public void VariableByteInteger(uint value)
    {
        do
        {
            var digit = (byte)(value & 127);
            value >>= 7;
            Byte(value > 0 ? (byte)(digit | 128) : digit);
        }
        while (value > 0);
    }

    /// <summary>The whole packet; the writer must not be used afterwards.</summary>
    public ReadOnlyMemory<byte> Finish(PacketType type, byte flags = 0)
    {
        var length = BodyLength;
        var array = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_buffer.WrittenMemory);
        var lengthBytes = length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4;
        var start = HeaderRoom - 1 - lengthBytes;
        var header = array.Span[start..];
        header[0] = (byte)(((int)type << 4) | flags);
        for (var i = 1; i <= lengthBytes; i++, length >>= 7)
            header[i] = (byte)((length & 127) | (i < lengthBytes ? 128 : 0));
        return array[start..];
    }
}
