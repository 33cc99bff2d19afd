using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Queries.Statistics;

/// <summary>
/// How carefully a vehicle is driven: 100 at the start, less per 100 km 5 for each time of speeding, 3 for each abrupt change of speed and 1 for each
/// time that a pedal was pressed hard; the first 100 km count as 100.
/// <c>score = clamp(100 − (5 · speeding + 3 · abrupt + 1 · hard) · 100 / max(km, 100), 0, 100)</c>.
/// </summary>
public sealed class DrivingScore
{
    /// <summary>Speeding is faster, km/h; samples in a row are one time.</summary>
    public const double SpeedLimit = 180;

    /// <summary>An abrupt change is larger, km/h, from one sample of the speed to the next.</summary>
    public const double LargestChange = 30;

    /// <summary>Samples farther apart are no neighbours, milliseconds.</summary>
    public const long LongestStep = 60_000;

    /// <summary>The accelerator is pressed hard from here on, percent; samples in a row are one time.</summary>
    public const double HardAccelerator = 90;

    /// <summary>The brake is pressed hard from here on, percent; samples in a row are one time.</summary>
    public const double HardBrake = 80;

    private const double SpeedingCosts = 5;
    private const double AbruptCosts = 3;
    private const double HardCosts = 1;
    private const double Per = 100;
    private (long Time, double Value)? speed;
    private bool speeding;
    private bool accelerating;
    private bool braking;
    private bool known;

    /// <summary>Times of speeding.</summary>
    public int Speedings { get; private set; }

    /// <summary>Abrupt changes of speed.</summary>
    public int AbruptChanges { get; private set; }

    /// <summary>Times that a pedal was pressed hard.</summary>
    public int HardPedals { get; private set; }

    /// <summary>Takes in an event that is not before any other.</summary>
    public void Add(DeviceEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (MeasureOf.Find(e, "speed") is { } now)
        {
            known = true;
            Speedings += Begins(ref speeding, now > SpeedLimit);
            if (speed is { } before && e.Time - before.Time <= LongestStep && Math.Abs(now - before.Value) > LargestChange) AbruptChanges++;
            speed = (e.Time, now);
        }

        if (MeasureOf.Find(e, "accelerator_pedal") is { } accelerator) HardPedals += Begins(ref accelerating, accelerator >= HardAccelerator);
        if (MeasureOf.Find(e, "brake_pedal") is { } brake) HardPedals += Begins(ref braking, brake >= HardBrake);
    }

    /// <summary>The score over a distance, 0 to 100; null when there was no speed.</summary>
    public double? Score(double km) =>
        known ? Math.Clamp(100 - (((SpeedingCosts * Speedings) + (AbruptCosts * AbruptChanges) + (HardCosts * HardPedals)) * Per / Math.Max(km, Per)), 0, 100) : null;

    private static int Begins(ref bool state, bool now)
    {
        var begins = now && !state;
        state = now;
        return begins ? 1 : 0;
    }
}
