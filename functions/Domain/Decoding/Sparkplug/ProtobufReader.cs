using System.Buffers.Binary;

namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>Reads the fields of one protobuf message (https://protobuf.dev/programming-guides/encoding/), without groups.</summary>
/// <param name="bytes">All bytes.</param>
/// <param name="start">First byte of the message.</param>
/// <param name="length">Bytes of the message.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes, int start, int length)
{
    internal const int Varint = 0;
    internal const int Fixed64 = 1;
    internal const int Bytes = 2;
    internal const int Fixed32 = 5;
    private const int LargestField = (1 << 29) - 1;
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly int _end = start + length;

    /// <summary>First byte that was not read.</summary>
    internal int Position { get; private set; } = start;

    /// <summary>Whether the message is at its end.</summary>
    internal readonly bool End => Position == _end;

    /// <summary>Reads one field.</summary>
    /// <param name="field">Number and wire type; the value of a number; place and length of bytes.</param>
    /// <returns>False when the bytes are no field.</returns>
    internal bool TryRead(out ProtobufField field)
    {
        field = default;
        if (!TryVarint(out var tag) || tag >> 3 is 0 or > LargestField) return false;
        var (number, wire) = ((int)(tag >> 3), (int)(tag & 7));
        ulong bits = 0;
        switch (wire)
        {
            case Varint:
                if (!TryVarint(out bits)) return false;
                break;
            case Fixed64:
                if (_end - Position < 8) return false;
                bits = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[Position..]);
                Position += 8;
                break;
            case Fixed32:
                if (_end - Position < 4) return false;
                bits = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[Position..]);
                Position += 4;
                break;
            case Bytes:
                if (!TryVarint(out var count) || count > (ulong)(_end - Position)) return false;
                field = new ProtobufField(number, wire, 0, Position, (int)count);
                Position += (int)count;
                return true;
            default:
                return false;
        }

        field = new ProtobufField(number, wire, bits, 0, 0);
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (Position == _end) return false;
            var next = _bytes[Position++];
            // Of the tenth byte only one bit counts.
            if (shift == 63 && next > 1) return false;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return true;
        }

        return false;
    }
}

/// <summary>One field.</summary>
/// <param name="Number">Field number of the schema.</param>
/// <param name="Wire">Wire type.</param>
/// <param name="Bits">A number's bits.</param>
/// <param name="Start">First byte of bytes.</param>
/// <param name="Length">Number of bytes.</param>
internal readonly record struct ProtobufField(int Number, int Wire, ulong Bits, int Start, int Length);
