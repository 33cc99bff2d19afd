namespace ServerlessIot.Ops.Api.Registry.Rows;

/// <summary>A body whose rows cannot be told apart, so that none of them counts.</summary>
public sealed class NoRowsException : Exception
{
    /// <inheritdoc/>
    public NoRowsException()
    {
    }

    /// <inheritdoc/>
    public NoRowsException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public NoRowsException(string message, Exception inner) : base(message, inner)
    {
    }
}
