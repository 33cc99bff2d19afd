namespace ServerlessIot.Edition;

/// <summary>Something the person at the keyboard has to know; the message says what to do.</summary>
public sealed class EditionException : Exception
{
    /// <inheritdoc/>
    public EditionException()
    {
    }

    /// <inheritdoc/>
    public EditionException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public EditionException(string message, Exception inner) : base(message, inner)
    {
    }
}
