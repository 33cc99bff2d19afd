using System.Buffers.Binary;
using System.Text;

namespace ServerlessIot.Broker.Wire;

/// <summary>Reads the primitive types of the Kafka protocol, classic or flexible (KIP-482), from one request.</summary>
/// <exception cref="MalformedRequestException">From every method: the bytes end too early or a length makes no sense.</exception>
internal ref struct WireReader(ReadOnlySpan<byte> data, int position, bool flexible)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>Index of the next byte within the span that the reader was made with.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Whether strings and arrays are compact and structures end with tagged fields.</summary>
    public readonly bool Flexible { get; } = flexible;

    public readonly int Remaining => _data.Length - Position;

    public byte Byte() => Take(1)[0];

    public bool Bool() => Byte() != 0;

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public Guid Uuid() => new(Take(16), bigEndian: true);

    public uint UnsignedVarint()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Byte();
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw new MalformedRequestException("a variable-length integer has more than 5 bytes");
    }

    /// <summary>A string that must not be null.</summary>
    public string String() => NullableString() ?? throw new MalformedRequestException("a string is null that must not be");

    public string? NullableString()
    {
        var length = Flexible ? CompactLength() : Int16();
        return length < 0 ? null : ClassicString(length);
    }

    /// <summary>A nullable string in the classic encoding, whatever <see cref="Flexible"/> says (request headers).</summary>
    public string? ClassicNullableString()
    {
        var length = Int16();
        return length < 0 ? null : ClassicString(length);
    }

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Flexible ? CompactLength() : Int32();
        return length < 0 ? default : Take(length);
    }

    /// <summary>Number of elements that follow; -1 for null. Never more than the bytes that are left, so it is safe to allocate for.</summary>
    public int ArrayLength()
    {
        var length = Flexible ? CompactLength() : Int32();
        if (length > Remaining)
            throw new MalformedRequestException($"an array of {length} elements does not fit into {Remaining} bytes");
        return length;
    }

    /// <summary>Skips the tagged fields at the end of a structure; nothing in the classic encoding.</summary>
    public void Tags()
    {
        if (!Flexible)
            return;
        for (var left = UnsignedVarint(); left > 0; left--)
        {
            UnsignedVarint();
            var size = UnsignedVarint();
            Take(size > int.MaxValue ? int.MaxValue : (int)size);
        }
    }

    public int[] Int32Array()
    {
        var length = ArrayLength();
        if (length <= 0)
            return [];
        var values = new int[length];
        for (var i = 0; i < length; i++)
            values[i] = Int32();
        return values;
    }

    public string[]? NullableStringArray()
    {
        var length = ArrayLength();
        if (length < 0)
            return null;
        var values = new string[length];
        for (var i = 0; i < length; i++)
            values[i] = String();
        return values;
    }

    private int CompactLength()
    {
        var length = UnsignedVarint();
        if (length > int.MaxValue)
            throw new MalformedRequestException("a length is out of range");
        return (int)length - 1;
    }

    private string ClassicString(int length)
    {
        var bytes = Take(length);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new MalformedRequestException("a string is not UTF-8");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Remaining)
            throw new MalformedRequestException($"{count} bytes wanted at {Position}, {Remaining} left");
        var taken = _data.Slice(Position, count);
        Position += count;
        return taken;
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
