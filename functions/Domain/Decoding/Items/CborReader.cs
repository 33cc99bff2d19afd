using System.Buffers.Binary;

namespace ServerlessIot.Domain.Decoding.Items;

/// <summary>CBOR, RFC 8949.</summary>
internal ref struct CborReader : IItemReader<CborReader>
{
    private const int OpenLength = 31;
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private CborReader(ReadOnlySpan<byte> bytes, int at)
    {
        _bytes = bytes;
        _at = at;
    }

    public static string Format => "CBOR";

    public readonly int Position => _at;

    public readonly ReadOnlySpan<byte> Payload => _bytes;

    public static CborReader At(ReadOnlySpan<byte> payload, int position) => new(payload, position);

    public bool TryRead(out Item item)
    {
        item = default;
        if (!TryHead(out var major, out var info, out var number)) return false;
        var open = info == OpenLength;
        switch (major)
        {
            case 0 when !open: item = new Item(ItemKind.Unsigned, number); return true;
            case 1 when !open: item = Below(number); return true;
            case 2: return open ? TryChunks(ItemKind.Bytes, 2, out item) : TryTake(ItemKind.Bytes, number, out item);
            case 3: return open ? TryChunks(ItemKind.Text, 3, out item) : TryTake(ItemKind.Text, number, out item);
            case 4: item = new Item(ItemKind.Array, number, Open: open); return true;
            case 5: item = new Item(ItemKind.Map, number, Open: open); return true;
            case 6 when !open: item = new Item(ItemKind.Tag, number); return true;
            case 7: return TrySimple(info, number, out item);
            default: return false;
        }
    }

    public readonly int Join(in Item item, scoped Span<byte> to)
    {
        var chunks = new CborReader(_bytes, item.Start);
        var written = 0;
        while (chunks._at < item.Start + item.Length && chunks.TryRead(out var chunk) && chunk.Kind != ItemKind.Break)
        {
            _bytes.Slice(chunk.Start, chunk.Length).CopyTo(to[written..]);
            written += chunk.Length;
        }

        return written;
    }

    private bool TryHead(out int major, out int info, out ulong number)
    {
        (major, info, number) = (0, 0, 0);
        if (_at >= _bytes.Length) return false;
        var head = _bytes[_at++];
        (major, info) = (head >> 5, head & 0x1F);
        if (info < 24)
        {
            number = (ulong)info;
            return true;
        }

        if (info == OpenLength) return true;
        if (info > 27 || _bytes.Length - _at < 1 << (info - 24)) return false;
        var at = _bytes.Slice(_at, 1 << (info - 24));
        _at += at.Length;
        number = at.Length switch
        {
            1 => at[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(at),
            4 => BinaryPrimitives.ReadUInt32BigEndian(at),
            _ => BinaryPrimitives.ReadUInt64BigEndian(at),
        };
        return true;
    }

    /// <summary>−1 − n; below what a long holds it is a double.</summary>
    private static Item Below(ulong number) => number <= long.MaxValue
        ? new Item(ItemKind.Negative, (ulong)(-1 - (long)number))
        : new Item(ItemKind.Double, BitConverter.DoubleToUInt64Bits(-1 - (double)number));

    private static bool TrySimple(int info, ulong number, out Item item)
    {
        item = info switch
        {
            20 => new Item(ItemKind.False),
            21 => new Item(ItemKind.True),
            22 or 23 => new Item(ItemKind.Null),
            25 => new Item(ItemKind.Single, BitConverter.SingleToUInt32Bits((float)BitConverter.UInt16BitsToHalf((ushort)number))),
            26 => new Item(ItemKind.Single, number),
            27 => new Item(ItemKind.Double, number),
            OpenLength => new Item(ItemKind.Break),
            _ => default,
        };
        return info is >= 20 and <= 23 or >= 25 and <= 27 or OpenLength;
    }

    private bool TryTake(ItemKind kind, ulong length, out Item item)
    {
        item = default;
        if (length > (ulong)(_bytes.Length - _at)) return false;
        item = new Item(kind, 0, _at, (int)length);
        _at += (int)length;
        return true;
    }

    private bool TryChunks(ItemKind kind, int major, out Item item)
    {
        item = default;
        var start = _at;
        while (TryHead(out var next, out var info, out var length))
        {
            if (next == 7 && info == OpenLength)
            {
                item = new Item(kind, 0, start, _at - start, Open: true);
                return true;
            }

            if (next != major || info == OpenLength || !TryTake(kind, length, out _)) return false;
        }

        return false;
    }
}
