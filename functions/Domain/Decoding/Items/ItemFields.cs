using System.Text.Json;
using System.Text.Unicode;

namespace ServerlessIot.Domain.Decoding.Items;

/// <summary>Fills the table with one map, as if it were a JSON object: bytes become hex digits, moments become Unix seconds, names may be integers.</summary>
internal static class ItemFields
{
    /// <summary>Reads the members of a map whose head was read. The bytes are known to be well-formed.</summary>
    internal static Refusal? Read<T>(ref T reader, in Item map, FieldTable to) where T : struct, IItemReader<T>, allows ref struct
    {
        for (var left = map.Bits; map.Open || left > 0; left--)
        {
            if (!ItemWalk.TryReadPast(ref reader, out var key)) return Refusals.Malformed(T.Format, reader.Position);
            if (key.Kind == ItemKind.Break) return null;
            var refusal = Name(ref reader, key, to, out var name) ?? to.Name(name) ?? Value(ref reader, name, to);
            if (refusal is not null) return refusal;
        }

        return null;
    }

    private static Refusal? Elements<T>(ref T reader, in Item array, FieldTable to) where T : struct, IItemReader<T>, allows ref struct
    {
        for (var left = array.Bits; array.Open || left > 0; left--)
        {
            if (!ItemWalk.TryReadPast(ref reader, out var item, out var tag)) return Refusals.Malformed(T.Format, reader.Position);
            if (item.Kind == ItemKind.Break) return null;
            if (Value(ref reader, item, tag, default, to) is { } refusal) return refusal;
        }

        return null;
    }

    private static Refusal? Name<T>(ref T reader, in Item key, FieldTable to, out Slice name) where T : struct, IItemReader<T>, allows ref struct
    {
        name = default;
        switch (key.Kind)
        {
            case ItemKind.Text: return Text(ref reader, key, to, PayloadLimits.NameBytes, out name);
            case ItemKind.Unsigned:
                name = to.Digits(key.Bits);
                return null;
            case ItemKind.Negative:
                name = to.Digits(key.Signed);
                return null;
            default: return Refusals.WrongType("a name", "a text or an integer", "something else");
        }
    }

    private static Refusal? Value<T>(ref T reader, Slice name, FieldTable to) where T : struct, IItemReader<T>, allows ref struct
        => ItemWalk.TryReadPast(ref reader, out var item, out var tag) ? Value(ref reader, item, tag, name, to) : Refusals.Malformed(T.Format, reader.Position);

    private static Refusal? Value<T>(ref T reader, in Item item, ulong? tag, Slice name, FieldTable to) where T : struct, IItemReader<T>, allows ref struct
    {
        if (TaggedNumber.Is(tag)) return Tagged(ref reader, item, tag, name, to);
        Refusal? refusal;
        Slice text;
        switch (item.Kind)
        {
            case ItemKind.Null: return to.Put(JsonTokenType.Null, name);
            case ItemKind.False: return to.Put(JsonTokenType.False, name);
            case ItemKind.True: return to.Put(JsonTokenType.True, name);
            case ItemKind.Unsigned: return to.Put(JsonTokenType.Number, name, to.Digits(item.Bits));
            case ItemKind.Negative: return to.Put(JsonTokenType.Number, name, to.Digits(item.Signed));
            case ItemKind.Single: return Number(item.Single, float.IsFinite(item.Single), name, to);
            case ItemKind.Double or ItemKind.Time: return Number(item.Double, double.IsFinite(item.Double), name, to);
            case ItemKind.Text:
                refusal = Text(ref reader, item, to, PayloadLimits.TextBytes, out text);
                return refusal ?? to.Put(JsonTokenType.String, name, text);
            case ItemKind.Bytes:
                refusal = Hex(ref reader, item, name, to, out text);
                return refusal ?? to.Put(JsonTokenType.String, name, text);
            case ItemKind.Array or ItemKind.Map:
                refusal = to.Open(item.Kind == ItemKind.Map ? JsonTokenType.StartObject : JsonTokenType.StartArray, name)
                    ?? (item.Kind == ItemKind.Map ? Read(ref reader, item, to) : Elements(ref reader, item, to));
                if (refusal is null) to.Close();
                return refusal;
            default: return Refusals.Malformed(T.Format, reader.Position);
        }
    }

    private static Refusal? Tagged<T>(ref T reader, in Item item, ulong? tag, Slice name, FieldTable to) where T : struct, IItemReader<T>, allows ref struct
    {
        if (!TaggedNumber.TryRead(ref reader, tag, item, out var number)) return Refusals.WrongType(to.NameOf(name), "a number, as its tag says", "something else");
        return double.IsFinite(number) ? to.Put(JsonTokenType.Number, name, to.Digits(number)) : Refusals.NumberTooLarge(to.NameOf(name), number);
    }

    private static Refusal? Number<TNumber>(TNumber number, bool finite, Slice name, FieldTable to) where TNumber : IUtf8SpanFormattable
        => finite ? to.Put(JsonTokenType.Number, name, to.Digits(number)) : Refusals.NoFiniteNumber(to.NameOf(name));

    /// <summary>Where a text is. Longer ones than the limit are found out by its place in the table.</summary>
    private static Refusal? Text<T>(ref T reader, in Item item, FieldTable to, int limit, out Slice text) where T : struct, IItemReader<T>, allows ref struct
    {
        text = new Slice(item.Start, item.Length, false);
        if (item.Open)
        {
            // Every chunk may add a head of one byte.
            if (item.Length > (limit * 2) + 1) return Refusals.TextTooLong("a text in chunks"u8, limit);
            text = to.Taken(reader.Join(item, to.Room(item.Length)));
        }

        return Utf8.IsValid(to.BytesOf(text)) ? null : Refusals.InvalidText(T.Format, item.Start);
    }

    private static Refusal? Hex<T>(ref T reader, in Item item, Slice name, FieldTable to, out Slice text) where T : struct, IItemReader<T>, allows ref struct
    {
        text = default;
        if (item.Length > PayloadLimits.TextBytes) return Refusals.TextTooLong(to.BytesOf(name), PayloadLimits.TextBytes);
        if (!item.Open)
        {
            text = to.Hex(reader.Payload.Slice(item.Start, item.Length));
            return null;
        }

        Span<byte> joined = stackalloc byte[PayloadLimits.TextBytes];
        text = to.Hex(joined[..reader.Join(item, joined)]);
        return null;
    }
}
