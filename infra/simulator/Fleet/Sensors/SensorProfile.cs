namespace ServerlessIot.Simulator.Fleet.Sensors;

/// <summary>One of the six sensors of shape 4 (SOURCES, 4, Simulator).</summary>
/// <param name="Prefix">Start of the device id.</param>
/// <param name="Type">Sensor type.</param>
/// <param name="Unit">Unit of the value.</param>
/// <param name="Mean">Middle of the value.</param>
/// <param name="Spread">Largest distance from the middle.</param>
internal sealed record SensorProfile(string Prefix, string Type, string Unit, double Mean, double Spread)
{
    /// <summary>The six sensors in order; temp-001 and temp-002 are two of one prefix.</summary>
    public static IReadOnlyList<SensorProfile> Six { get; } =
    [
        new("temp", "temperature", "°C", 22, 5),
        new("temp", "temperature", "°C", 20, 3),
        new("hum", "humidity", "%", 50, 15),
        new("press", "pressure", "hPa", 1013, 20),
        new("co2", "co2", "ppm", 400, 100),
        new("light", "light", "lux", 500, 200)
    ];

    /// <summary>Usual unit of a sensor type of shape 4.</summary>
    public static string UnitOf(string type) => type switch
    {
        "noise" => "dB",
        "vibration" => "mm/s",
        "motion" => "count",
        _ => Six.FirstOrDefault(profile => profile.Type == type)?.Unit ?? "1"
    };

    /// <summary>Device id of the sensor with this index: the six first, then their further copies.</summary>
    public static string NameOf(int index)
    {
        var (round, place) = Math.DivRem(index, Six.Count);
        var prefix = Six[place].Prefix;
        var number = prefix == "temp" ? round * 2 + place + 1 : round + 1;
        return $"{prefix}-{number:000}";
    }
}
