using System.Buffers.Binary;
using System.Text;

namespace ServerlessIot.Domain.Binary;

/// <summary>Reads what <see cref="ByteWriter"/> wrote.</summary>
/// <exception cref="CorruptDataException">Any read beyond the end, or a length that cannot be.</exception>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>Whether everything was read.</summary>
    public readonly bool End => rest.IsEmpty;

    /// <summary>One byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>Unsigned LEB128.</summary>
    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new CorruptDataException("A number is longer than 64 bits.");
    }

    /// <summary>A count or length that fits an int.</summary>
    public int Count()
    {
        var value = Unsigned();
        return value <= int.MaxValue ? (int)value : throw new CorruptDataException("A count is beyond 31 bits.");
    }

    /// <summary>Signed integer.</summary>
    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Eight bytes, little endian.</summary>
    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>IEEE 754 double.</summary>
    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>Length and bytes.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Count());

    /// <summary>Length and UTF-8.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length) throw new CorruptDataException("The entry ends too early.");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
