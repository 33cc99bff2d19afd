namespace ServerlessIot.Steps.Erase;

/// <summary>A legal hold forbids an erasure.</summary>
public sealed class ErasureHeldException : Exception
{
    /// <inheritdoc/>
    public ErasureHeldException()
    {
    }

    /// <inheritdoc/>
    public ErasureHeldException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public ErasureHeldException(string message, Exception inner) : base(message, inner)
    {
    }
}
