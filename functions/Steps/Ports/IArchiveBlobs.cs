namespace ServerlessIot.Steps.Ports;

/// <summary>Blobs of the archive: large ones, written in blocks and read in ranges, with tiers.</summary>
/// <exception cref="StoreUnavailableException">Any call: the store did not answer in time or failed; whether a write happened is not known.</exception>
public interface IArchiveBlobs : IBlobStore
{
    /// <summary>Bytes of a blob from <paramref name="offset"/> on, at most <paramref name="length"/>, fewer at its end; null when there is no such blob.</summary>
    /// <exception cref="BlobArchivedException">The blob is in the tier Archive, or on its way back.</exception>
    Task<ReadOnlyMemory<byte>?> ReadRangeAsync(string name, long offset, int length, CancellationToken cancellationToken);

    /// <summary>Uploads one block of a blob that does not count before <see cref="CommitAsync"/>. Blocks are numbered from 0.</summary>
    Task StageAsync(string name, int block, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Makes a new blob of the first <paramref name="blocks"/> staged blocks, in a tier that can be read. The name must be new.</summary>
    Task CommitAsync(string name, int blocks, BlobTier tier, CancellationToken cancellationToken);

    /// <summary>Tier in which a blob can be read now: Archive while it is on its way out of there; null when there is no such blob.</summary>
    Task<BlobTier?> TierOfAsync(string name, CancellationToken cancellationToken);

    /// <summary>Puts a blob into a tier; out of Archive that takes hours. Nothing happens when there is no such blob.</summary>
    Task SetTierAsync(string name, BlobTier tier, CancellationToken cancellationToken);

    /// <summary>Names of blobs that begin with <paramref name="prefix"/> and were last written before <paramref name="before"/>.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, DateTimeOffset before, CancellationToken cancellationToken);
}
