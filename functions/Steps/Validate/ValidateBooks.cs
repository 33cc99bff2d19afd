using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Validate;

/// <summary>Totals of one partition since its journal began (delivery rule 11). Events = Valid + Quarantined + Duplicates.</summary>
/// <param name="Number">Last number given in telemetry.valid (events, ticks and bridges' marks).</param>
/// <param name="Records">Records of telemetry.raw, without ticks and marks.</param>
/// <param name="Valid">Events accepted, and numbers taken over from telemetry.valid that the journal had lost (of events, ticks and marks).</param>
/// <param name="Quarantined">Events refused.</param>
/// <param name="Duplicates">Events that had been accepted before.</param>
/// <param name="Ticks">Ticks and marks forwarded.</param>
public sealed record ValidateBooks(long Number = 0, long Records = 0, long Valid = 0, long Quarantined = 0, long Duplicates = 0, long Ticks = 0)
{
    /// <summary>With numbers that were taken over.</summary>
    internal ValidateBooks With(long numbers) => this with { Number = Number + numbers, Valid = Valid + numbers };

    internal void Write(ByteWriter to)
    {
        foreach (var value in new[] { Number, Records, Valid, Quarantined, Duplicates, Ticks }) to.Unsigned((ulong)value);
    }

    internal static ValidateBooks Read(ref ByteReader from) => new(
        (long)from.Unsigned(), (long)from.Unsigned(), (long)from.Unsigned(), (long)from.Unsigned(), (long)from.Unsigned(), (long)from.Unsigned());
}
