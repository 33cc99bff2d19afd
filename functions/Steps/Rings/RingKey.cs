using ServerlessIot.Domain.Archive;

namespace ServerlessIot.Steps.Rings;

/// <summary>A key of a ring.</summary>
/// <param name="Key">The key.</param>
/// <param name="Tenant">Tenant of its device.</param>
/// <param name="Device">Its device.</param>
/// <param name="Retired">Whether nothing new is sealed under it, since it is about to be destroyed.</param>
public sealed record RingKey(ChunkKey Key, string Tenant, string Device, bool Retired);

/// <summary>What a ring keeps of a key that was destroyed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When, Unix milliseconds.</param>
/// <param name="Sha256">SHA-256 of its bytes.</param>
public sealed record DestroyedKey(ulong Id, long At, ReadOnlyMemory<byte> Sha256);
