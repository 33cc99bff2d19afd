using System.Text;

namespace ServerlessIot.Domain.Archive;

/// <summary>By what a segment's index finds the chunks that hold a text attribute: 64-bit FNV-1a over name, 0xFF, value in UTF-8, finished with the mixer of MurmurHash3 (fmix64). Two may collide: the rows decide.</summary>
public static class AttributeKey
{
    /// <summary>The key of an attribute.</summary>
    public static ulong Of(string name, string value)
    {
        var hash = Add((Add(14695981039346656037UL, name) ^ 0xFF) * 1099511628211UL, value);
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }

    private static ulong Add(ulong hash, string text)
    {
        Span<byte> buffer = stackalloc byte[256];
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            // 64 characters take at most 192 bytes; a pair of surrogates is not torn.
            var some = rest.Length <= 64 ? rest.Length : char.IsHighSurrogate(rest[63]) ? 63 : 64;
            foreach (var unit in buffer[..Encoding.UTF8.GetBytes(rest[..some], buffer)]) hash = (hash ^ unit) * 1099511628211UL;
            rest = rest[some..];
        }

        return hash;
    }
}
