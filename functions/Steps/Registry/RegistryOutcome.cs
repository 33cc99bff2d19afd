using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Registry;

/// <summary>What became of a registration or group that somebody wrote.</summary>
public enum RegistryOutcome
{
    /// <summary>It was not there, and is now.</summary>
    Created,

    /// <summary>It was there and said something else.</summary>
    Updated,

    /// <summary>It was there and said the same; nothing was written.</summary>
    Unchanged,

    /// <summary>It has another version than was asked for; nothing was written.</summary>
    OtherVersion,
}

/// <summary>What became of it, and the document as it is now.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Document">The document; null for <see cref="RegistryOutcome.OtherVersion"/>.</param>
public sealed record RegistryWrite<T>(RegistryOutcome Outcome, Document<T>? Document) where T : class;
