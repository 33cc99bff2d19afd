namespace ServerlessIot.Domain.Rules.State;

/// <summary>First bytes of changes of <see cref="RuleStates"/>; the step Alert's own are below.</summary>
public static class RuleOps
{
    /// <summary>Words of a device.</summary>
    public const byte Words = 16;

    /// <summary>Other rules are in force.</summary>
    public const byte Rules = 17;

    /// <summary>What the registry says of a device.</summary>
    public const byte Facts = 18;

    /// <summary>Other groups hold.</summary>
    public const byte Groups = 19;

    /// <summary>A bridge that was not known, and its index.</summary>
    public const byte Bridge = 40;

    /// <summary>The bridge that a device's latest event came from.</summary>
    public const byte DeviceBridge = 41;

    /// <summary>A bridge's mark.</summary>
    public const byte BridgeMark = 42;

    /// <summary>A bridge is late, or is no more.</summary>
    public const byte BridgeLate = 43;
}
