using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Queries.Statistics;

/// <summary>Makes a device's statistics of its events, in bounded memory however many come.</summary>
public sealed class DeviceStatisticsBuilder
{
    private readonly MeasureTable measures = new();
    private readonly StatusTimes statuses = new();
    private readonly Mileage mileage = new();
    private readonly Charging charging = new();
    private readonly DrivingScore score = new();
    private long messages;
    private long first;
    private long last;
    private bool vehicle;

    /// <summary>Takes in an event that is not before any other.</summary>
    public void Add(DeviceEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (messages++ == 0) first = e.Time;
        last = e.Time;
        measures.Add(e);
        statuses.Add(e.Time, e.Status);
        if (EventProfiles.Of(e) != EventProfiles.Vehicle) return;
        vehicle = true;
        mileage.Add(e.Time, MeasureOf.Find(e, "odometer"), e.Position);
        charging.Add(e);
        score.Add(e);
    }

    /// <summary>The statistics of all events.</summary>
    public DeviceStatistics Finish() => new()
    {
        Messages = messages,
        First = messages == 0 ? null : first,
        Last = messages == 0 ? null : last,
        Measures = measures.ToSummaries(),
        ValuesLeftOut = measures.ValuesLeftOut == 0 ? null : measures.ValuesLeftOut,
        StatusMs = statuses.Times,
        Vehicle = vehicle ? OfVehicle(mileage.ToDistance()) : null,
    };

    private VehicleStatistics OfVehicle(DrivenDistance? distance) => new()
    {
        Mileage = distance is null ? null : distance with { Km = Math.Round(distance.Km, 3) },
        ChargingStarts = charging.Starts,
        Charged = Rounded(charging.ToEnergy()),
        Consumption = distance is { Km: >= 1 } && charging.PercentUsed is { } used ? Rounded(new Quantity(used / distance.Km * 100, "% per 100 km", "battery_soc")) : null,
        DrivingScore = score.Score(distance?.Km ?? 0) is { } points ? Math.Round(points, 1) : null,
        Speedings = score.Speedings,
        AbruptChanges = score.AbruptChanges,
        HardPedals = score.HardPedals,
    };

    private static Quantity? Rounded(Quantity? quantity) => quantity is null ? null : quantity with { Value = Math.Round(quantity.Value, 3) };
}
