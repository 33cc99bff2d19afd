using System.Globalization;

namespace ServerlessIot.Edition.Replay;

/// <summary>A series as CSV: a header, then <c>timestamp,value</c> with UTC times or Unix milliseconds.</summary>
public static class SeriesFile
{
    /// <summary>Reads all rows.</summary>
    /// <exception cref="EditionException">A row is none; the message names its line.</exception>
    public static IReadOnlyList<StoredPoint> Read(string path)
    {
        List<StoredPoint> points = [];
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            if (++number == 1 || string.IsNullOrWhiteSpace(line)) continue;
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            if (comma < 0
                || Time(line.AsSpan(0, comma)) is not { } time
                || !double.TryParse(line.AsSpan(comma + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                throw new EditionException($"{path}, line {number}: '{line}' is not timestamp,value.");
            points.Add(new StoredPoint(time, value));
        }

        return points;
    }

    private static long? Time(ReadOnlySpan<char> text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)) return milliseconds;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;
    }

    /// <summary>A device id from the file's name: lower case, at most 64 of its letters, digits and dashes.</summary>
    public static string DeviceName(string path)
    {
        var letters = Path.GetFileNameWithoutExtension(path).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(64);
        return string.Concat(letters).Trim('-') is { Length: > 0 } name ? name : "series";
    }
}
