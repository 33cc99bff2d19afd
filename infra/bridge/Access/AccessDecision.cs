namespace ServerlessIot.Bridge.Access;

/// <summary>Whether somebody may come in.</summary>
/// <param name="Identity">Who it is; null when refused.</param>
/// <param name="Refusal">Why not; null when admitted.</param>
internal readonly record struct AccessDecision(DeviceIdentity? Identity, AccessRefusal? Refusal)
{
    public static implicit operator AccessDecision(DeviceIdentity identity) => new(identity, null);

    public static implicit operator AccessDecision(AccessRefusal refusal) => new(null, refusal);
}
