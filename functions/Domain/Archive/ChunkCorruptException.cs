using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive;

/// <summary>The bytes are no chunk, or a chunk that was damaged, or one that needs another model. The only exception that reading a chunk throws.</summary>
/// <param name="message">What was found.</param>
public sealed class ChunkCorruptException(string message) : CorruptDataException(message);
