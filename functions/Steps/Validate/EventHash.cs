using System.Runtime.InteropServices;

namespace ServerlessIot.Steps.Validate;

/// <summary>64-bit hash of an event id: FNV-1a over UTF-16 code units, finished with the mixer of MurmurHash3 (fmix64). Stable across processes and versions.</summary>
internal static class EventHash
{
    public static ulong Of(string id)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in MemoryMarshal.Cast<char, ushort>(id.AsSpan())) hash = (hash ^ unit) * 1099511628211UL;
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }
}
