namespace ServerlessIot.Domain.Archive;

/// <summary>A key of one device's chunks.</summary>
/// <param name="Id">Its id, which stands in indexes.</param>
/// <param name="Secret">Its 32 bytes.</param>
public sealed record ChunkKey(ulong Id, ReadOnlyMemory<byte> Secret);
