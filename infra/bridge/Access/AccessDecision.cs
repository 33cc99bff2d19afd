namespace ServerlessIot.Bridge.Access;

/// <summary>Whether somebody may come in.</summary>
/// <param name="Pass">With what; null when refused.</param>
/// <param name="Refusal">Why not; null when admitted.</param>
internal readonly record struct AccessDecision(AccessPass? Pass, AccessRefusal? Refusal)
{
    /// <summary>Who it is; null when refused.</summary>
    public DeviceIdentity? Identity => Pass?.Identity;

    public static implicit operator AccessDecision(AccessPass pass) => new(pass, null);

    public static implicit operator AccessDecision(AccessRefusal refusal) => new(null, refusal);
}
