namespace ServerlessIot.Steps.Notify.Limits;

/// <summary>Whether a notification may go out.</summary>
/// <param name="NotBefore">Unix milliseconds before which it may not; 0 when it may go at once.</param>
/// <param name="Waiting">How many others had to wait, when this one is to say so.</param>
public readonly record struct Permit(long NotBefore, long Waiting)
{
    /// <summary>Whether it may go out.</summary>
    public bool Granted => NotBefore == 0;
}
