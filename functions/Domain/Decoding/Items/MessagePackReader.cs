using System.Buffers.Binary;

namespace ServerlessIot.Domain.Decoding.Items;

/// <summary>MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) with the extension for moments.</summary>
internal ref struct MessagePackReader : IItemReader<MessagePackReader>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private MessagePackReader(ReadOnlySpan<byte> bytes, int at)
    {
        _bytes = bytes;
        _at = at;
    }

    public static string Format => "MessagePack";

    public readonly int Position => _at;

    public readonly ReadOnlySpan<byte> Payload => _bytes;

    public static MessagePackReader At(ReadOnlySpan<byte> payload, int position) => new(payload, position);

    public readonly int Join(in Item item, scoped Span<byte> to) => throw new NotSupportedException("MessagePack has no chunks.");

    public bool TryRead(out Item item)
    {
        item = default;
        if (_at >= _bytes.Length) return false;
        var head = _bytes[_at++];
        switch (head)
        {
            case < 0x80: return Is(new Item(ItemKind.Unsigned, head), out item);
            case < 0x90: return Is(new Item(ItemKind.Map, (ulong)(head & 0x0F)), out item);
            case < 0xA0: return Is(new Item(ItemKind.Array, (ulong)(head & 0x0F)), out item);
            case < 0xC0: return TryTake(ItemKind.Text, (ulong)(head & 0x1F), out item);
            case >= 0xE0: return Is(new Item(ItemKind.Negative, (ulong)(sbyte)head), out item);
            case 0xC0: return Is(new Item(ItemKind.Null), out item);
            case 0xC2: return Is(new Item(ItemKind.False), out item);
            case 0xC3: return Is(new Item(ItemKind.True), out item);
            case 0xC4 or 0xC5 or 0xC6: return TryNumber(1 << (head - 0xC4), out var bytes) && TryTake(ItemKind.Bytes, bytes, out item);
            case 0xC7 or 0xC8 or 0xC9: return TryNumber(1 << (head - 0xC7), out var length) && TryExtension(length, out item);
            case 0xCA: return TryNumber(4, out var single) && Is(new Item(ItemKind.Single, single), out item);
            case 0xCB: return TryNumber(8, out var twice) && Is(new Item(ItemKind.Double, twice), out item);
            case >= 0xCC and <= 0xCF: return TryNumber(1 << (head - 0xCC), out var number) && Is(new Item(ItemKind.Unsigned, number), out item);
            case >= 0xD0 and <= 0xD3: return TrySigned(1 << (head - 0xD0), out item);
            case >= 0xD4 and <= 0xD8: return TryExtension(1UL << (head - 0xD4), out item);
            case 0xD9 or 0xDA or 0xDB: return TryNumber(1 << (head - 0xD9), out var text) && TryTake(ItemKind.Text, text, out item);
            case 0xDC or 0xDD: return TryNumber(2 << (head - 0xDC), out var elements) && Is(new Item(ItemKind.Array, elements), out item);
            case 0xDE or 0xDF: return TryNumber(2 << (head - 0xDE), out var pairs) && Is(new Item(ItemKind.Map, pairs), out item);
            default: return false;
        }
    }

    private static bool Is(Item read, out Item item)
    {
        item = read;
        return true;
    }

    private bool TryNumber(int bytes, out ulong number)
    {
        number = 0;
        if (_bytes.Length - _at < bytes) return false;
        var at = _bytes.Slice(_at, bytes);
        _at += bytes;
        number = bytes switch
        {
            1 => at[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(at),
            4 => BinaryPrimitives.ReadUInt32BigEndian(at),
            _ => BinaryPrimitives.ReadUInt64BigEndian(at),
        };
        return true;
    }

    private bool TrySigned(int bytes, out Item item)
    {
        item = default;
        if (!TryNumber(bytes, out var bits)) return false;
        var unused = 64 - (bytes * 8);
        var number = (long)(bits << unused) >> unused;
        item = new Item(number < 0 ? ItemKind.Negative : ItemKind.Unsigned, (ulong)number);
        return true;
    }

    private bool TryTake(ItemKind kind, ulong length, out Item item)
    {
        item = default;
        if (length > (ulong)(_bytes.Length - _at)) return false;
        item = new Item(kind, 0, _at, (int)length);
        _at += (int)length;
        return true;
    }

    /// <summary>Moments: 32 bits of seconds; 30 bits of nanoseconds and 34 of seconds; 32 of nanoseconds and 64 of seconds.</summary>
    private bool TryExtension(ulong length, out Item item)
    {
        item = default;
        if (!TryNumber(1, out var type) || !TryTake(ItemKind.Bytes, length, out item)) return false;
        if ((sbyte)type != -1) return true;
        var data = _bytes.Slice(item.Start, item.Length);
        switch (data.Length)
        {
            case 4:
                item = new Item(ItemKind.Time, BitConverter.DoubleToUInt64Bits(BinaryPrimitives.ReadUInt32BigEndian(data)));
                return true;
            case 8:
                var bits = BinaryPrimitives.ReadUInt64BigEndian(data);
                item = Moment((long)(bits & 0x3_FFFF_FFFF), (uint)(bits >> 34));
                return true;
            case 12:
                item = Moment(BinaryPrimitives.ReadInt64BigEndian(data[4..]), BinaryPrimitives.ReadUInt32BigEndian(data));
                return true;
            default:
                return false;
        }
    }

    private static Item Moment(long seconds, uint nanoseconds)
        => new(ItemKind.Time, BitConverter.DoubleToUInt64Bits(Math.Round(seconds + (nanoseconds / 1e9), 3)));
}
