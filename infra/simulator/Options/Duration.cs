using System.Globalization;

namespace ServerlessIot.Simulator.Options;

/// <summary>Durations as people write them: <c>500ms</c>, <c>60s</c>, <c>5m</c>, <c>1h</c>; a bare number is seconds.</summary>
internal static class Duration
{
    /// <exception cref="FormatException">Not a duration.</exception>
    public static TimeSpan Parse(string text)
    {
        var digits = text.AsSpan().TrimEnd("mshMSH");
        var unit = text[digits.Length..].ToLowerInvariant() switch
        {
            "" or "s" => TimeSpan.FromSeconds(1),
            "ms" => TimeSpan.FromMilliseconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero
        };
        return unit > TimeSpan.Zero && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count * unit.TotalDays < 3650
            ? unit * count
            : throw new FormatException($"'{text}' is not a duration such as 500ms, 60s, 5m or 1h.");
    }
}
