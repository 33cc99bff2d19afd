using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ServerlessIot.Broker.Wire;

/// <summary>Writes one response at a time, classic or flexible (KIP-482), into a pooled buffer that it keeps between responses.</summary>
internal sealed class WireWriter : IDisposable
{
    // Most answers are smaller; a larger buffer goes back to the pool after its response, so that idle connections are cheap.
    private const int KeptBytes = 256 * 1024;
    private int _openBytes;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1024);

    /// <summary>Bytes written so far; writing goes on here.</summary>
    public int Length { get; private set; }

    /// <summary>Whether strings and arrays are compact and structures end with tagged fields.</summary>
    public bool Flexible { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    /// <summary>Starts the next response with room for its length, its correlation id and, if wanted, the header's tagged fields.</summary>
    public void Start(int correlationId, bool flexible, bool flexibleHeader)
    {
        Length = 0;
        if (_buffer.Length > KeptBytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(1024);
        }

        Flexible = flexible;
        Int32(0);
        Int32(correlationId);
        if (flexibleHeader)
            Byte(0);
    }

    /// <summary>Forgets everything written after <paramref name="length"/>.</summary>
    public void Rewind(int length) => Length = length;

    /// <summary>Writes the frame's length into its first four bytes.</summary>
    public void Finish() => BinaryPrimitives.WriteInt32BigEndian(_buffer, Length - sizeof(int));

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Reserve(2), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);

    public void Error(ErrorCode value) => Int16((short)value);

    public void Uuid(Guid value) => value.TryWriteBytes(Reserve(16), bigEndian: true, out _);

    public void UnsignedVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    public void String(string? value)
    {
        var length = value is null ? -1 : Encoding.UTF8.GetByteCount(value);
        if (Flexible)
            UnsignedVarint((uint)(length + 1));
        else
            Int16((short)length);
        if (length > 0)
            Encoding.UTF8.GetBytes(value!, Reserve(length));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        BytesLength(value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    /// <summary>Length of bytes that follow through <see cref="Reserve"/>.</summary>
    public void BytesLength(int length)
    {
        if (Flexible)
            UnsignedVarint((uint)(length + 1));
        else
            Int32(length);
    }

    /// <summary>Number of elements that follow; -1 for null.</summary>
    public void ArrayLength(int count) => BytesLength(count);

    public void Int32Array(ReadOnlySpan<int> values)
    {
        ArrayLength(values.Length);
        foreach (var value in values)
            Int32(value);
    }

    /// <summary>Ends a structure without tagged fields; nothing in the classic encoding.</summary>
    public void Tags()
    {
        if (Flexible)
            Byte(0);
    }

    /// <summary>The next <paramref name="count"/> bytes, to be filled by the caller.</summary>
    public Span<byte> Reserve(int count)
    {
        EnsureRoom(count);
        var span = _buffer.AsSpan(Length, count);
        Length += count;
        return span;
    }

    /// <summary>Room for bytes whose number is known only once they are there; <see cref="CompleteBytes"/> must follow.</summary>
    public Span<byte> ReserveBytes(int most)
    {
        _openBytes = Length;
        return Reserve(LengthRoom + most)[LengthRoom..];
    }

    /// <summary>Writes the length of the bytes reserved last and drops the room that they did not need.</summary>
    public void CompleteBytes(int used)
    {
        var from = _openBytes + LengthRoom;
        Length = _openBytes;
        BytesLength(used);
        if (Length != from)
            _buffer.AsSpan(from, used).CopyTo(_buffer.AsSpan(Length));
        Length += used;
    }

    // The longest varint, or an int.
    private int LengthRoom => Flexible ? 5 : 4;

    /// <summary>Grows the buffer once, ahead of <paramref name="count"/> bytes whose number is known.</summary>
    public void EnsureRoom(int count)
    {
        if (_buffer.Length - Length >= count)
            return;
        var wanted = Math.Max(checked(Length + count), (int)Math.Min(Array.MaxLength, 2L * _buffer.Length));
        var grown = ArrayPool<byte>.Shared.Rent(wanted);
        _buffer.AsSpan(0, Length).CopyTo(grown);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = grown;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }
}
