namespace ServerlessIot.Steps.Ports;

/// <summary>Blobs cannot be read before they were brought back from the tier Archive.</summary>
public sealed class BlobArchivedException : Exception
{
    /// <inheritdoc/>
    public BlobArchivedException()
    {
    }

    /// <inheritdoc/>
    public BlobArchivedException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public BlobArchivedException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Names of the blobs that are needed, as far as they are known.</summary>
    public IReadOnlyList<string> Blobs { get; init; } = [];
}
