namespace ServerlessIot.Steps.Rings;

/// <summary>A key under which chunks were sealed was retired meanwhile: what was written must not count.</summary>
internal sealed class KeyRetiredException : Exception
{
    public KeyRetiredException()
    {
    }

    public KeyRetiredException(string message) : base(message)
    {
    }

    public KeyRetiredException(string message, Exception inner) : base(message, inner)
    {
    }
}
