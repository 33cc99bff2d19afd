namespace ServerlessIot.Domain.Rules;

/// <summary>What a rule says of one event or tick.</summary>
internal enum Verdict
{
    /// <summary>The event does not concern it, or it cannot tell.</summary>
    None,

    /// <summary>The condition does not hold.</summary>
    Calm,

    /// <summary>The condition holds.</summary>
    Breach,
}
