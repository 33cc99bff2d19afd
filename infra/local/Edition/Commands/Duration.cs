using System.Globalization;

namespace ServerlessIot.Edition.Commands;

/// <summary>Durations as people type them.</summary>
public static class Duration
{
    /// <summary>Reads <c>90</c> or <c>90s</c> (seconds), <c>500ms</c>, <c>5m</c> or <c>2h</c>.</summary>
    /// <exception cref="EditionException">The text is no duration, or not above zero.</exception>
    public static TimeSpan Parse(string text)
    {
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        TimeSpan? unit = text[digits..].Trim() switch
        {
            "" or "s" => TimeSpan.FromSeconds(1),
            "ms" => TimeSpan.FromMilliseconds(1),
            "m" or "min" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => null,
        };
        if (unit is null || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number <= 0 || number > 1e6)
            throw new EditionException($"'{text}' is no duration: write 60s, 500ms, 5m or 2h.");
        return number * unit.Value;
    }
}
