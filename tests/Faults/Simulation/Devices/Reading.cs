namespace ServerlessIot.Faults.Tests.Simulation.Devices;

/// <summary>One event as its device means it.</summary>
/// <param name="Seq">Number of the event within its device, from 1; 0 for what nobody can read.</param>
/// <param name="Measure">temperature or humidity.</param>
/// <param name="Value">Its value.</param>
/// <param name="Time">When it was measured by the device's clock, Unix milliseconds.</param>
internal readonly record struct Reading(int Seq, string Measure, double Value, long Time)
{
    /// <summary>Whether it is refused by every version.</summary>
    public bool Broken => Seq == 0;

    /// <summary>Whether it is outside the thresholds of its type (SOURCES 4).</summary>
    public bool Breach => Measure == "temperature" ? Value is < 10 or > 35 : Value is < 20 or > 80;
}

/// <summary>One publish of a device.</summary>
/// <param name="Device">Who publishes.</param>
/// <param name="Payload">Its bytes; the array's identity is the message's.</param>
/// <param name="Readings">What it holds, in order.</param>
internal sealed record Message(string Device, byte[] Payload, IReadOnlyList<Reading> Readings)
{
    /// <summary>Whether a newer decoder refuses it.</summary>
    public bool RefusedByVersion2 { get; init; }

    public bool Acknowledged { get; set; }

    /// <summary>When it was first sent, microseconds; −1 before.</summary>
    public long Sent { get; set; } = -1;
}
