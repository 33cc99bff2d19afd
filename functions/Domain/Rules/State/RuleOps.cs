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
}
