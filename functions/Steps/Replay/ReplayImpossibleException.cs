namespace ServerlessIot.Steps.Replay;

/// <summary>A job cannot be done as things are, however often it is tried.</summary>
public sealed class ReplayImpossibleException : Exception
{
    /// <inheritdoc/>
    public ReplayImpossibleException()
    {
    }

    /// <inheritdoc/>
    public ReplayImpossibleException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public ReplayImpossibleException(string message, Exception inner) : base(message, inner)
    {
    }
}
