using System.Globalization;

namespace ServerlessIot.Simulator.Options;

/// <summary>How a number of devices is shared out: fixed numbers first, then shares of the rest in percent.</summary>
public sealed record FleetMix
{
    private static readonly string[] Names = ["sensors", "factory", "vehicles"];
    private readonly (int Fixed, double Share)[] _parts;

    private FleetMix((int Fixed, double Share)[] parts) => _parts = parts;

    /// <summary><c>sensors=6,factory=60%,vehicles=40%</c></summary>
    public static FleetMix Default { get; } = Parse("sensors=6,factory=60%,vehicles=40%");

    /// <summary>Reads a mix such as <see cref="Default"/>'s.</summary>
    /// <exception cref="FormatException">Not a mix; the message says why.</exception>
    public static FleetMix Parse(string text)
    {
        var parts = new (int Fixed, double Share)[Names.Length];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var halves = part.Split('=', 2, StringSplitOptions.TrimEntries);
            var place = Array.IndexOf(Names, halves[0]);
            if (place < 0 || halves.Length < 2)
                throw new FormatException($"'{part}' is not one of sensors=, factory=, vehicles=.");
            parts[place] = ReadAmount(part, halves[1]);
        }
        var shares = parts.Sum(part => part.Share);
        if (shares is not 0 && Math.Abs(shares - 100) > 0.01)
            throw new FormatException($"The shares of '{text}' sum to {shares} %, not 100 %.");
        return parts.Any(part => part is not (0, 0)) ? new FleetMix(parts) : throw new FormatException($"'{text}' holds no devices.");
    }

    /// <summary>Shares out this many devices; fewer come out where only fixed numbers are given and they sum to less.</summary>
    public (int Sensors, int Factory, int Vehicles) Share(int devices)
    {
        var counts = new int[Names.Length];
        var left = devices;
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Math.Min(left, _parts[i].Fixed);
            left -= counts[i];
        }
        // Rounded sums instead of rounded shares: every device is given out exactly once.
        var (given, share) = (0, 0.0);
        for (var i = 0; i < counts.Length; i++)
        {
            share += _parts[i].Share;
            var upTo = (int)Math.Round(left * share / 100);
            counts[i] += upTo - given;
            given = upTo;
        }
        return (counts[0], counts[1], counts[2]);
    }

    private static (int Fixed, double Share) ReadAmount(string part, string amount)
    {
        if (amount.EndsWith('%') && double.TryParse(amount[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share <= 100)
            return (0, share);
        return int.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, 0)
            : throw new FormatException($"'{part}': a number or a share such as 60% expected.");
    }
}
