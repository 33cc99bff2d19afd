namespace ServerlessIot.Domain.Decoding.Items;

/// <summary>Decodes the shapes of SOURCES.md in MessagePack or CBOR: one map, or an array of them; each is judged alone.</summary>
internal static class ItemDecoder
{
    /// <summary>Decodes one payload; the refusal of the payload as a whole, null when each event has its own result.</summary>
    internal static Refusal? Decode<T>(ReadOnlyMemory<byte> payload, in PayloadContext context, PayloadReading reading) where T : struct, IItemReader<T>, allows ref struct
    {
        var bytes = payload.Span;
        var reader = T.At(bytes, 0);
        if (!ItemWalk.TrySkip(ref reader)) return Refusals.Malformed(T.Format, reader.Position);
        if (reader.Position != bytes.Length) return Refusals.TrailingData(bytes[reader.Position..], reader.Position);
        reader = T.At(bytes, 0);
        ItemWalk.TryReadPast(ref reader, out var root);
        if (root.Kind == ItemKind.Map)
        {
            reading.Add(One(ref reader, root, context, reading.Events, null, levels: 1));
            return null;
        }

        if (root.Kind != ItemKind.Array) return Refusals.NotAnObject(Describe(root.Kind));
        return Each(ref reader, root, context, reading);
    }

    private static Refusal? Each<T>(ref T reader, in Item array, in PayloadContext context, PayloadReading reading) where T : struct, IItemReader<T>, allows ref struct
    {
        var index = 0;
        for (; array.Open || (ulong)index < array.Bits; index++)
        {
            var end = T.At(reader.Payload, reader.Position);
            if (!ItemWalk.TryReadPast(ref reader, out var element)) return Refusals.Malformed(T.Format, reader.Position);
            if (element.Kind == ItemKind.Break) break;
            if (reading.Full) return Refusals.TooManyEvents;
            ItemWalk.TrySkip(ref end);
            reading.Add(element.Kind == ItemKind.Map
                ? One(ref reader, element, context, reading.Events, index, levels: 2)
                : new Decoded(null, Refusals.NotAnObject(Describe(element.Kind) + " in the array")));
            reader = T.At(reader.Payload, end.Position);
        }

        return index == 0 ? Refusals.NoEvents : null;
    }

    private static Decoded One<T>(ref T reader, in Item map, in PayloadContext context, EventDecoder decoder, int? index, int levels) where T : struct, IItemReader<T>, allows ref struct
    {
        decoder.Fields.Begin(levels);
        return decoder.Finish(ItemFields.Read(ref reader, map, decoder.Fields), context, index);
    }

    private static string Describe(ItemKind kind) => kind switch
    {
        ItemKind.Text => "a text",
        ItemKind.True or ItemKind.False => "true or false",
        ItemKind.Null => "null",
        ItemKind.Bytes => "bytes",
        ItemKind.Array => "an array",
        _ => "a number",
    };
}
