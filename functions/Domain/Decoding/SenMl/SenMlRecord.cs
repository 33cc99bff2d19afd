namespace ServerlessIot.Domain.Decoding.SenMl;

/// <summary>A resolved record.</summary>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Seconds">The time as the pack has it, which may be finer.</param>
/// <param name="Order">Place in the pack.</param>
/// <param name="Absolute">Whether the time was absolute, so that a retransmission shows the same.</param>
/// <param name="Timed">Whether it named a time at all.</param>
/// <param name="Name">Name of the measure.</param>
/// <param name="Value">Number; null when it is none.</param>
/// <param name="Sum">Integrated sum; null when there is none.</param>
/// <param name="Text">Text, boolean or data; null when it is a number.</param>
/// <param name="Unit">Unit; null when it names none.</param>
internal readonly record struct SenMlRecord(long Time, double Seconds, int Order, bool Absolute, bool Timed, string Name, double? Value, double? Sum, string? Text, string? Unit);
