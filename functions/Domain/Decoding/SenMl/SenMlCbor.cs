using System.Text.Unicode;
using ServerlessIot.Domain.Decoding.Items;

namespace ServerlessIot.Domain.Decoding.SenMl;

/// <summary>SenML in CBOR (RFC 8428, section 6): an array of maps with small integers as names.</summary>
internal static class SenMlCbor
{
    private const int LongestText = 2 * PayloadLimits.TextBytes;

    /// <summary>Whether CBOR is an array whose first map has an integer for its first name.</summary>
    internal static bool Is(ReadOnlySpan<byte> payload)
    {
        var reader = CborReader.At(payload, 0);
        return ItemWalk.TryReadPast(ref reader, out var array) && array.Kind == ItemKind.Array
            && ItemWalk.TryReadPast(ref reader, out var map) && map.Kind == ItemKind.Map
            && ItemWalk.TryReadPast(ref reader, out var key) && key.Kind is ItemKind.Unsigned or ItemKind.Negative;
    }

    /// <summary>Decodes one payload; the refusal of the payload as a whole, null when each event has its own result.</summary>
    internal static Refusal? Decode(ReadOnlySpan<byte> payload, in PayloadContext context, PayloadReading reading)
    {
        var reader = CborReader.At(payload, 0);
        if (!ItemWalk.TrySkip(ref reader)) return Refusals.Malformed(CborReader.Format, reader.Position);
        if (reader.Position != payload.Length) return Refusals.TrailingData(payload[reader.Position..], reader.Position);
        reader = CborReader.At(payload, 0);
        ItemWalk.TryReadPast(ref reader, out var array);
        if (array.Kind != ItemKind.Array) return Refusals.WrongType("payload", "an array of SenML records", "something else");
        var pack = reading.Pack;
        pack.Begin();
        for (ulong done = 0; array.Open || done < array.Bits; done++)
        {
            ItemWalk.TryReadPast(ref reader, out var map);
            if (map.Kind == ItemKind.Break) break;
            if (map.Kind != ItemKind.Map) return Refusals.NotAnObject("something else in the array");
            pack.BeginRecord();
            if ((Record(ref reader, map, pack) ?? pack.EndRecord(context)) is { } refusal) return refusal;
        }

        return pack.End(context, reading);
    }

    private static Refusal? Record(ref CborReader reader, in Item map, SenMlPack pack)
    {
        var seen = 0;
        for (var left = map.Bits; map.Open || left > 0; left--)
        {
            ItemWalk.TryReadPast(ref reader, out var key);
            if (key.Kind == ItemKind.Break) return null;
            if (key.Kind is not (ItemKind.Unsigned or ItemKind.Negative) || key.Signed is < (long)SenMlLabel.BaseSum or > (long)SenMlLabel.Data)
            {
                if (key.Kind == ItemKind.Text && reader.Payload.Slice(key.Start, key.Length).EndsWith("_"u8)) return Refusals.UnknownSchema("SenML field that must be understood", "the fields of RFC 8428");
                if (key.Kind is ItemKind.Array or ItemKind.Map) return Refusals.WrongType("a name", "an integer", "something else");
                ItemWalk.TrySkip(ref reader);
                continue;
            }

            var label = (SenMlLabel)key.Signed;
            var bit = 1 << (label - SenMlLabel.BaseSum);
            if ((seen & bit) != 0) return Refusals.DuplicateMember(label.ToString());
            seen |= bit;
            if (Field(ref reader, label, pack) is { } refusal) return refusal;
        }

        return null;
    }

    private static Refusal? Field(ref CborReader reader, SenMlLabel label, SenMlPack pack)
    {
        ItemWalk.TryReadPast(ref reader, out var item, out var tag);
        if (TaggedNumber.Is(tag))
            return TaggedNumber.TryRead(ref reader, tag, item, out var number) ? pack.Set(label, number) : Refusals.WrongType(label.ToString(), "a number, as its tag says", "something else");
        switch (item.Kind)
        {
            case ItemKind.Unsigned: return pack.Set(label, (double)item.Bits);
            case ItemKind.Negative: return pack.Set(label, (double)item.Signed);
            // Shortest decimal digits, so that 21.7 in half or single precision is 21.7.
            case ItemKind.Single: return pack.Set(label, Shortest(item.Single));
            case ItemKind.Double: return pack.Set(label, item.Double);
            case ItemKind.True or ItemKind.False: return pack.Set(label, item.Kind == ItemKind.True);
            case ItemKind.Text or ItemKind.Bytes: return Bytes(ref reader, item, label, pack);
            default: return Refusals.WrongType(label.ToString(), "a number, a text, bytes, true or false", "something else");
        }
    }

    private static double Shortest(float number)
    {
        if (!float.IsFinite(number)) return number;
        Span<byte> digits = stackalloc byte[32];
        number.TryFormat(digits, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
        return double.Parse(digits[..length], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Refusal? Bytes(ref CborReader reader, in Item item, SenMlLabel label, SenMlPack pack)
    {
        var bytes = reader.Payload.Slice(item.Start, item.Length);
        if (item.Open)
        {
            if (item.Length > LongestText) return Refusals.TextTooLong("a text in chunks"u8, PayloadLimits.TextBytes);
            Span<byte> joined = new byte[item.Length];
            bytes = joined[..reader.Join(item, joined)];
        }

        if (item.Kind == ItemKind.Bytes) return label == SenMlLabel.Data ? pack.SetData(bytes) : Refusals.WrongType(label.ToString(), "a number or a text", "bytes");
        if (!Utf8.IsValid(bytes)) return Refusals.InvalidText(CborReader.Format, item.Start);
        return label == SenMlLabel.Data ? Refusals.WrongType(label.ToString(), "bytes", "a text") : pack.Set(label, bytes);
    }
}
