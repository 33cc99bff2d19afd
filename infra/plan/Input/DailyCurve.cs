using System.Globalization;

namespace ServerlessIot.Plan.Input;

/// <summary>24 factors, one for each hour, that average one.</summary>
public sealed record DailyCurve
{
    private DailyCurve(string name, IReadOnlyList<double> factors)
    {
        Name = name;
        Factors = factors;
    }

    /// <summary>The same all day.</summary>
    public static DailyCurve Flat { get; } = Of("flat", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

    /// <summary>Machines and buildings that follow working hours.</summary>
    public static DailyCurve Office { get; } = Of("office", 2, 2, 2, 2, 2, 3, 6, 12, 18, 20, 20, 20, 17, 19, 20, 20, 18, 14, 9, 6, 4, 3, 2, 2);

    /// <summary>Vehicles: a peak in the morning and one in the afternoon.</summary>
    public static DailyCurve Commuter { get; } = Of("commuter", 2, 1, 1, 1, 2, 6, 16, 28, 25, 14, 10, 10, 12, 11, 12, 16, 24, 30, 24, 14, 9, 7, 5, 3);

    /// <summary>The curves that have a name.</summary>
    public static IReadOnlyList<DailyCurve> Presets { get; } = [Flat, Office, Commuter];

    /// <summary>Its name, or <c>own</c>.</summary>
    public string Name { get; }

    /// <summary>Load of each hour as a share of the day's average.</summary>
    public IReadOnlyList<double> Factors { get; }

    /// <summary>The busiest hour's.</summary>
    public double Highest => Factors.Max();

    /// <summary>Takes 24 numbers in any unit.</summary>
    /// <exception cref="PlanException">There are not 24, one is negative, or all are 0.</exception>
    public static DailyCurve Of(string name, params IReadOnlyList<double> hours)
    {
        if (hours.Count != 24) throw new PlanException($"A daily curve has 24 numbers, one for each hour; this one has {hours.Count}.");
        if (hours.Any(hour => !double.IsFinite(hour) || hour < 0) || hours.Sum() <= 0) throw new PlanException("The numbers of a daily curve are 0 or more, and not all are 0.");
        var average = hours.Average();
        return new DailyCurve(name, [.. hours.Select(hour => hour / average)]);
    }

    /// <summary>Reads the name of a preset, or 24 numbers with commas between them.</summary>
    /// <exception cref="PlanException">It is neither.</exception>
    public static DailyCurve Parse(string text)
    {
        if (Presets.FirstOrDefault(preset => preset.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known) return known;
        var hours = new List<double>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hour))
                throw new PlanException($"'{text}' is no daily curve: write {string.Join(", ", Presets.Select(preset => preset.Name))}, or 24 numbers with commas between them.");
            hours.Add(hour);
        }

        return Of("own", hours);
    }
}
