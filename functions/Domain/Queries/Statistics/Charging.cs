using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Queries.Statistics;

/// <summary>
/// Charging of a vehicle: starts, and what was charged. In kWh when the vehicle says so, by a counter <c>energy_kwh</c> or by its
/// <c>charge_power</c> or <c>charging_power</c> in kW; else in percent of its battery, since nothing tells how large that is.
/// </summary>
public sealed class Charging
{
    /// <summary>Rise of the state of charge between two readings outside of charging that must have been charging in silence, percent.</summary>
    public const double SilentRise = 3;

    /// <summary>Readings of the power farther apart say nothing of the time between them, milliseconds.</summary>
    public const long LongestStep = 10 * 60_000;

    private const string Soc = "battery_soc";
    private const string Energy = "energy_kwh";
    private const string Power = "charge_power";
    private const string OtherPower = "charging_power";
    private const double Hour = 3_600_000;
    private readonly Counter counter = new();
    private bool? charging;
    private double? firstLevel;
    private double? level;
    private double? peak;
    private bool fresh;
    private string? powerName;
    private (long Time, double Value) power;
    private double integrated;
    private double gained;

    /// <summary>Times that the status became charging; one that began before the first event is none. To be offline in between begins nothing anew.</summary>
    public int Starts { get; private set; }

    /// <summary>Percent of the battery charged; null without a reading.</summary>
    public double? Percent => level is null ? null : gained;

    /// <summary>Percent of the battery used: what it had at first and was charged, less what it has at last; null without a reading.</summary>
    public double? PercentUsed => level is { } now && firstLevel is { } first ? Math.Max(0, first + gained - now) : null;

    /// <summary>Takes in an event that is not before any other.</summary>
    public void Add(DeviceEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        var ends = TakeStatus(e.Status);
        if (MeasureOf.Find(e, Soc) is { } percent) TakeLevel(percent, charging == true || ends);
        if (MeasureOf.Find(e, Energy) is { } energy) counter.Add(energy);
        if (MeasureOf.Find(e, Power) is { } kilowatts) TakePower(Power, e.Time, kilowatts);
        else if (MeasureOf.Find(e, OtherPower) is { } others) TakePower(OtherPower, e.Time, others);
    }

    /// <summary>What was charged; null when nothing tells.</summary>
    public Quantity? ToEnergy() =>
        counter.Readings > 1 ? new Quantity(counter.Total, "kWh", Energy)
        : powerName is not null ? new Quantity(integrated, "kWh", powerName)
        : Percent is { } percent ? new Quantity(percent, "%", Soc)
        : null;

    /// <summary>Whether charging ended with this event.</summary>
    private bool TakeStatus(string? status)
    {
        if (status is null or Statuses.Offline) return false;
        var (before, now) = (charging, status == Statuses.Charging);
        if (now && before == false) Starts++;
        if (now && before != true) (peak, fresh) = (level, true);
        charging = now;
        return before == true && !now;
    }

    private void TakeLevel(double percent, bool inSession)
    {
        if (inSession)
        {
            // Who came to the charger in silence has less than was last known.
            if (peak is not { } highest || (fresh && percent < highest)) peak = percent;
            else if (percent > highest) (gained, peak) = (gained + percent - highest, percent);
            fresh = false;
        }
        else if (level is { } before && percent - before > SilentRise)
        {
            gained += percent - before;
        }

        firstLevel ??= percent;
        level = percent;
    }

    // Trapezoids; what a vehicle gives back to the grid is not charged.
    private void TakePower(string name, long time, double kilowatts)
    {
        kilowatts = Math.Max(0, kilowatts);
        if (powerName == name && time - power.Time <= LongestStep) integrated += (power.Value + kilowatts) / 2 * ((time - power.Time) / Hour);
        powerName ??= name;
        if (powerName == name) power = (time, kilowatts);
    }
}
