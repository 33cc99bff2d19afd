using System.Collections.Frozen;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Every range of every measure, in one place. A measure that stands in no table must only be finite and not above <see cref="PayloadLimits.Number"/>.</summary>
public static class SensorCatalogue
{
    /// <summary>Degrees north.</summary>
    public static SensorRange Latitude { get; } = new(-90, 90, null, "degrees");

    /// <summary>Degrees east.</summary>
    public static SensorRange Longitude { get; } = new(-180, 180, null, "degrees");

    /// <summary>Metres above sea level: from below the deepest mine to above every aeroplane and balloon.</summary>
    public static SensorRange Altitude { get; } = new(-5_000, 50_000, null, "m");

    private static readonly SensorRange Percent = new(0, 100, null, "%");

    /// <summary>SOURCES 1: minimum, maximum and critical level by sensor type. Outside: invalid. Above critical: valid, and an alert.</summary>
    private static readonly FrozenDictionary<string, SensorRange> FactoryRanges = new Dictionary<string, SensorRange>
    {
        ["temperature"] = new(-40, 200, 150),
        ["pressure"] = new(0, 1000, 800),
        ["vibration"] = new(0, 50, 40),
        ["current"] = new(0, 100, 90),
        ["voltage"] = new(180, 260, 250),
        ["humidity"] = new(0, 100, 95),
    }.ToFrozenDictionary();

    /// <summary>
    /// SOURCES 4 names no ranges, so these are what nature allows: absolute zero and the hottest industrial furnaces, the air pressure that people live in.
    /// Its light, motion, noise and co2 have none.
    /// </summary>
    private static readonly FrozenDictionary<string, SensorRange> SensorRanges = new Dictionary<string, SensorRange>
    {
        ["temperature"] = new(-273.15, 3_000, null, "°C"),
        ["humidity"] = Percent,
        ["pressure"] = new(300, 1_100, null, "hPa"),
        ["vibration"] = new(-100_000, 100_000),
    }.ToFrozenDictionary();

    /// <summary>SOURCES 3 names the members and units; the ranges are wide enough for every road vehicle, and for a burning battery.</summary>
    private static readonly FrozenDictionary<string, SensorRange> VehicleRanges = new Dictionary<string, SensorRange>
    {
        ["latitude"] = Latitude,
        ["longitude"] = Longitude,
        ["altitude"] = Altitude,
        ["speed"] = new(0, 500, null, "km/h"),
        ["heading"] = new(0, 360, null, "°"),
        ["battery_soc"] = Percent,
        ["battery_temp"] = new(-100, 1_500, null, "°C"),
        ["battery_voltage"] = new(0, 2_000, null, "V"),
        ["estimated_range"] = new(0, 5_000, null, "km"),
        ["odometer"] = new(0, 10_000_000, null, "km"),
        ["trip_distance"] = new(0, 1_000_000, null, "km"),
        ["accelerator_pedal"] = Percent,
        ["brake_pedal"] = Percent,
    }.ToFrozenDictionary();

    private static readonly SensorRange TirePressure = new(0, 20, null, "bar");
    private static readonly SensorRange Fahrenheit = new(-459.67, 5_432, null, "°F");
    private static readonly SensorRange Kelvin = new(0, 3_273.15, null, "K");

    /// <summary>Range of a sensor type of SOURCES 1; null when the catalogue does not list it.</summary>
    public static SensorRange? Factory(string sensorType) => FactoryRanges.GetValueOrDefault(sensorType);

    /// <summary>Range of a sensor type of SOURCES 4 in the unit that the event names (null = the unit of the source); null when there is none.</summary>
    public static SensorRange? Sensor(string sensorType, string? unit) => (sensorType, Units.Of(unit)) switch
    {
        ("temperature", Unit.Fahrenheit) => Fahrenheit,
        ("temperature", Unit.Kelvin) => Kelvin,
        ("pressure", Unit.Other) => null,
        _ => SensorRanges.GetValueOrDefault(sensorType),
    };

    /// <summary>Range of a measure of SOURCES 3; null when there is none.</summary>
    public static SensorRange? Vehicle(string measure)
        => VehicleRanges.GetValueOrDefault(measure) ?? (measure.StartsWith("tire_pressure", StringComparison.Ordinal) ? TirePressure : null);
}
