namespace ServerlessIot.Steps.Archive;

/// <summary>A blob that a manifest named is not there: the manifest has changed meanwhile, or the store has forgotten it.</summary>
internal sealed class BlobGoneException : Exception
{
    public BlobGoneException()
    {
    }

    public BlobGoneException(string message) : base(message)
    {
    }

    public BlobGoneException(string message, Exception inner) : base(message, inner)
    {
    }
}
