using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Spool;

/// <summary>Compares keys of records by their bytes.</summary>
internal sealed class KeyComparer : IEqualityComparer<byte[]>
{
    public static readonly KeyComparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => (int)Murmur2.Hash(obj);
}
