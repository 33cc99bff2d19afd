namespace ServerlessIot.Domain.Binary;

/// <summary>Stored bytes are not what any version of this code wrote.</summary>
public class CorruptDataException : Exception
{
    /// <inheritdoc/>
    public CorruptDataException()
    {
    }

    /// <inheritdoc/>
    public CorruptDataException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public CorruptDataException(string message, Exception inner) : base(message, inner)
    {
    }
}
