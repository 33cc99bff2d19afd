namespace ServerlessIot.Domain.Archive;

/// <summary>Gives keys and nonces to who writes sealed chunks.</summary>
public interface IChunkSealer
{
    /// <summary>The key under which a device's chunks are sealed now.</summary>
    ChunkKey KeyOf(string tenant, string device);

    /// <summary>Fills a nonce, never twice the same way for one key.</summary>
    void Nonce(Span<byte> nonce);
}
