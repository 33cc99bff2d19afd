namespace ServerlessIot.Steps.Ports;

/// <summary>A blob or document store did not answer, throttled, or failed; the same call may succeed later.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <inheritdoc/>
    public StoreUnavailableException()
    {
    }

    /// <inheritdoc/>
    public StoreUnavailableException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public StoreUnavailableException(string message, Exception inner) : base(message, inner)
    {
    }
}
