namespace ServerlessIot.Domain.Archive;

/// <summary>How the rows of a chunk are written.</summary>
public enum ChunkFormat : byte
{
    /// <summary>A gzip member (RFC 1952) of JSON lines, one canonical event each: the hot tier, readable with zcat.</summary>
    JsonLines = 1,

    /// <summary>Columns, see FORMAT.md: what the warm and the cold tier held before chunks were sealed.</summary>
    Columns = 2,

    /// <summary>Columns, each chunk under its device's key (<see cref="SealedChunk"/>): the warm and the cold tier.</summary>
    Sealed = 3,
}
