namespace ServerlessIot.Adapters.Notify.Email;

/// <summary>The mail server refused something, or does not speak as it should.</summary>
public sealed class SmtpRefusedException : Exception
{
    /// <inheritdoc/>
    public SmtpRefusedException()
    {
    }

    /// <inheritdoc/>
    public SmtpRefusedException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public SmtpRefusedException(string message, Exception inner) : base(message, inner)
    {
    }
}
