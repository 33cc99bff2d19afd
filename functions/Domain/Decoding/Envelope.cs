namespace ServerlessIot.Domain.Decoding;

/// <summary>What an envelope around a payload says of the events in it. What the payload says itself goes before it.</summary>
/// <param name="Id">Id of the one event, or what the ids of several begin with; null when it names none.</param>
/// <param name="Time">Unix milliseconds; null when it names none.</param>
/// <param name="Attributes">What else it says.</param>
public sealed record Envelope(string? Id, long? Time, IReadOnlyList<KeyValuePair<string, string>> Attributes)
{
    /// <summary>Events of the record that come before those of this envelope.</summary>
    public int First { get; init; }
}
