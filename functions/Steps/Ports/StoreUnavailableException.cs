namespace ServerlessIot.Steps.Ports;

/// <summary>The document store did not answer in time, could not be reached, or throttled for longer than the retries last. Nothing is known of the write that was asked for.</summary>
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
