using System.Text;

namespace ServerlessIot.Domain.Text;

/// <summary>
/// Turns UTF-8 into strings and hands out the same string for the same short bytes: measure names, types, devices and units repeat in every event.
/// Bounded: each slot holds one text, a newer one takes the place of an older one. Safe for any number of threads.
/// </summary>
internal static class TextCache
{
    /// <summary>10,000 devices and their measure names share the slots with few collisions; filled with the longest texts, they hold 5 MB.</summary>
    private const int Slots = 16_384;

    /// <summary>Names and device ids are shorter; longer texts are rarely repeated.</summary>
    private const int LongestCached = 64;

    private static readonly Entry?[] Entries = new Entry?[Slots];

    /// <summary>The text of valid UTF-8 bytes that are likely to come again, such as a name.</summary>
    internal static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (utf8.Length > LongestCached) return Encoding.UTF8.GetString(utf8);

        // Seeded per process, so nobody can choose names that push each other out.
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var slot = ref Entries[hash.ToHashCode() & (Slots - 1)];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && utf8.SequenceEqual(entry.Utf8)) return entry.Text;

        entry = new Entry(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        Volatile.Write(ref slot, entry);
        return entry.Text;
    }

    /// <summary>The text of valid UTF-8 bytes of a value: cached unless it starts like a number, since counters never come again.</summary>
    internal static string GetValue(ReadOnlySpan<byte> utf8)
        => !utf8.IsEmpty && (utf8[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-') ? Encoding.UTF8.GetString(utf8) : Get(utf8);

    private sealed record Entry(byte[] Utf8, string Text);
}
