namespace ServerlessIot.Host;

/// <summary>The host cannot start; the message tells a person what to change.</summary>
public sealed class HostStartException : Exception
{
    /// <summary>With a message for the person who starts the host.</summary>
    public HostStartException(string message) : base(message)
    {
    }

    /// <summary>With a message and what led to it.</summary>
    public HostStartException(string message, Exception inner) : base(message, inner)
    {
    }
}
