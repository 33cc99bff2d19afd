namespace ServerlessIot.Simulator.Books;

/// <summary>What a published message is.</summary>
internal enum MessageKind : byte
{
    /// <summary>A valid reading with a number of its own.</summary>
    Reading,

    /// <summary>The latest reading once more, byte for byte, as a new message.</summary>
    Duplicate,

    /// <summary>A broken payload.</summary>
    Broken
}
