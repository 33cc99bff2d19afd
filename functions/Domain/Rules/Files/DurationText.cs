using System.Globalization;

namespace ServerlessIot.Domain.Rules.Files;

/// <summary>Durations as people write them: a number and one of ms, s, m, h, d.</summary>
internal static class DurationText
{
    private const double Most = 3_650 * 86_400_000.0;
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>Reads a duration of whole milliseconds, up to 3,650 days.</summary>
    public static bool TryRead(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().TrimEnd("msdh");
        foreach (var (unit, milliseconds) in Units)
        {
            if (!text.AsSpan(digits.Length).SequenceEqual(unit)) continue;
            if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || !(number >= 0 && number * milliseconds <= Most)) return false;
            duration = TimeSpan.FromMilliseconds(Math.Round(number * milliseconds));
            return true;
        }

        return false;
    }

    /// <summary>Writes a duration in the largest unit that keeps it whole.</summary>
    public static string Write(TimeSpan duration)
    {
        var (unit, milliseconds) = Units.Last(one => one.Milliseconds == 1 || (duration.TotalMilliseconds >= one.Milliseconds && duration.TotalMilliseconds % one.Milliseconds == 0));
        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds / milliseconds}{unit}");
    }
}
