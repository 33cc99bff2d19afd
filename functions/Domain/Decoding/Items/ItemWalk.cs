namespace ServerlessIot.Domain.Decoding.Items;

/// <summary>Finds the end of values without keeping anything of them.</summary>
internal static class ItemWalk
{
    /// <summary>Levels that are followed: more than <see cref="PayloadLimits.Depth"/>, so that an event that is too deep spoils no neighbour.</summary>
    private const int Levels = 64;

    /// <summary>Of an open container: its end is marked.</summary>
    private const long Open = -1;

    /// <summary>Reads one value to its end; false when the bytes are none, or nest more than 64 levels deep.</summary>
    internal static bool TrySkip<T>(ref T reader) where T : struct, IItemReader<T>, allows ref struct
    {
        Span<long> left = stackalloc long[Levels];
        Span<bool> odd = stackalloc bool[Levels];
        Span<bool> pairs = stackalloc bool[Levels];
        var level = 0;
        left[0] = 1;
        (odd[0], pairs[0]) = (false, false);
        while (true)
        {
            while (left[level] == 0)
            {
                if (level-- == 0) return true;
            }

            if (!reader.TryRead(out var item)) return false;
            if (item.Kind == ItemKind.Break)
            {
                // The value of a name may not be missing.
                if (left[level] != Open || odd[level]) return false;
                left[level] = 0;
                continue;
            }

            // A tag belongs to the item after it.
            if (item.Kind == ItemKind.Tag) continue;
            if (left[level] > 0) left[level]--;
            else if (pairs[level]) odd[level] = !odd[level];
            if (item.Kind is not (ItemKind.Array or ItemKind.Map)) continue;

            // Every element takes a byte at least.
            if (item.Bits > (ulong)(reader.Payload.Length - reader.Position)) return false;
            if (++level == Levels) return false;
            left[level] = item.Open ? Open : (long)item.Bits << (item.Kind == ItemKind.Map ? 1 : 0);
            (odd[level], pairs[level]) = (false, item.Kind == ItemKind.Map);
        }
    }

    /// <summary>Whether all of a payload is one map with named members, or an array that begins with one.</summary>
    internal static bool Fits<T>(ReadOnlySpan<byte> payload) where T : struct, IItemReader<T>, allows ref struct
    {
        var reader = T.At(payload, 0);
        if (!TryReadPast(ref reader, out var item)) return false;
        if (item.Kind == ItemKind.Array && !TryReadPast(ref reader, out item)) return false;
        if (item.Kind != ItemKind.Map || !reader.TryRead(out var name)) return false;

        // SenML's names are small integers.
        if (name.Kind != ItemKind.Text && !(T.Format == CborReader.Format && name.Kind is ItemKind.Unsigned or ItemKind.Negative)) return false;
        reader = T.At(payload, 0);
        return TrySkip(ref reader) && reader.Position == payload.Length;
    }

    /// <summary>The next item that is no tag.</summary>
    internal static bool TryReadPast<T>(ref T reader, out Item item) where T : struct, IItemReader<T>, allows ref struct => TryReadPast(ref reader, out item, out _);

    /// <summary>The next item that is no tag, and the tag that stands right before it; null when none does.</summary>
    internal static bool TryReadPast<T>(ref T reader, out Item item, out ulong? tag) where T : struct, IItemReader<T>, allows ref struct
    {
        tag = null;
        while (reader.TryRead(out item))
        {
            if (item.Kind != ItemKind.Tag) return true;
            tag = item.Bits;
        }

        return false;
    }
}
