namespace ServerlessIot.Bridge.Access;

/// <summary>Why somebody is not let in.</summary>
/// <param name="Kind">What each protocol has a code for.</param>
/// <param name="Text">For people; tells a stranger nothing that helps to guess.</param>
internal sealed record AccessRefusal(RefusalKind Kind, string Text)
{
    /// <summary>Who showed something that was good once, and so has not guessed; null when nothing says who it is.</summary>
    public DeviceIdentity? Known { get; init; }
}
