using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Decoding;

/// <summary>What became of one event of a payload: either an event or a refusal.</summary>
/// <param name="Event">The canonical event.</param>
/// <param name="Refusal">Why it was refused.</param>
/// <param name="Hash">
/// Of an event without an id of its own that carries its time: hash of device, topic and payload. It stays the same when a newer version
/// reads more out of the same payload, which the event's id does not.
/// </param>
public readonly record struct Decoded(DeviceEvent? Event, Refusal? Refusal, string? Hash = null)
{
    /// <summary>What a retransmission of the event is recognised by; null when it was refused.</summary>
    public string? Key => Hash ?? Event?.Id;
}
