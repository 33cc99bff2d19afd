namespace ServerlessIot.Domain.Queries.Statistics;

/// <summary>What is asked of a vehicle over a range.</summary>
public sealed record VehicleStatistics
{
    /// <summary>Distance driven; null when nothing tells.</summary>
    public DrivenDistance? Mileage { get; init; }

    /// <summary>Charging starts.</summary>
    public required int ChargingStarts { get; init; }

    /// <summary>What was charged, in kWh or else in percent of the battery; null when nothing tells.</summary>
    public Quantity? Charged { get; init; }

    /// <summary>Average consumption in percent of the battery per 100 km; null under one km, or when nothing tells.</summary>
    public Quantity? Consumption { get; init; }

    /// <summary>Driving score, 0 to 100: see <see cref="Statistics.DrivingScore"/>; null without a speed.</summary>
    public double? DrivingScore { get; init; }

    /// <summary>Times of speeding.</summary>
    public required int Speedings { get; init; }

    /// <summary>Abrupt changes of speed.</summary>
    public required int AbruptChanges { get; init; }

    /// <summary>Times that a pedal was pressed hard.</summary>
    public required int HardPedals { get; init; }
}
