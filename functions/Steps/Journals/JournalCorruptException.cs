using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Journals;

/// <summary>A journal holds bytes that no version of this code wrote. Nothing is guessed: the partition stops until somebody looks.</summary>
public sealed class JournalCorruptException : CorruptDataException
{
    /// <inheritdoc/>
    public JournalCorruptException()
    {
    }

    /// <inheritdoc/>
    public JournalCorruptException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public JournalCorruptException(string message, Exception inner) : base(message, inner)
    {
    }
}
