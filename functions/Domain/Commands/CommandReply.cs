using System.Text.Json;

namespace ServerlessIot.Domain.Commands;

/// <summary>How a command ended, by the device's word or by the bridge's.</summary>
/// <param name="State"><see cref="CommandStates.Succeeded"/> or <see cref="CommandStates.Failed"/>.</param>
/// <param name="Time">When the bridge had it, Unix milliseconds.</param>
/// <param name="Result">What the device gave; null when nothing.</param>
/// <param name="Message">Text for people; null when none.</param>
public sealed record CommandReply(string State, long Time, JsonElement? Result, string? Message);
