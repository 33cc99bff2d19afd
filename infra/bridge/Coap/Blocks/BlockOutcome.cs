namespace ServerlessIot.Bridge.Coap.Blocks;

/// <summary>What a block of a body led to.</summary>
internal enum BlockOutcome
{
    /// <summary>The body is complete.</summary>
    Complete,

    /// <summary>The next block is expected.</summary>
    Continue,

    /// <summary>Its length is not what it says.</summary>
    Invalid,

    /// <summary>Blocks before it are missing, or were forgotten.</summary>
    Incomplete,

    /// <summary>The body is larger than allowed.</summary>
    TooLarge,

    /// <summary>Too many bodies are under way.</summary>
    Busy,
}
