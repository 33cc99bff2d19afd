using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Decoding;

/// <summary>What became of one event of a payload: exactly one of the two is set.</summary>
/// <param name="Event">The canonical event.</param>
/// <param name="Refusal">Why it was refused.</param>
public readonly record struct Decoded(DeviceEvent? Event, Refusal? Refusal);
