namespace ServerlessIot.Simulator.Fleet.Factory;

/// <summary>A sensor type of the factory: limits of the catalogue (SOURCES, 1) and where it works on a good day.</summary>
/// <param name="Type">Sensor type.</param>
/// <param name="Min">Below: invalid.</param>
/// <param name="Max">Above: invalid.</param>
/// <param name="Critical">Above, up to <paramref name="Max"/>: valid, and a critical alert.</param>
/// <param name="Mean">Middle in normal work.</param>
/// <param name="Spread">Largest distance from the middle in normal work.</param>
internal sealed record FactorySensor(string Type, double Min, double Max, double Critical, double Mean, double Spread)
{
    public static IReadOnlyList<FactorySensor> Catalogue { get; } =
    [
        new("temperature", -40, 200, 150, 65, 20),
        new("pressure", 0, 1000, 800, 450, 150),
        new("vibration", 0, 50, 40, 10, 8),
        new("current", 0, 100, 90, 45, 25),
        new("voltage", 180, 260, 250, 230, 8),
        new("humidity", 0, 100, 95, 45, 20)
    ];
}
