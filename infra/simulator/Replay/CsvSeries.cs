using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ServerlessIot.Simulator.Replay;

/// <summary>A series from a file with the header <c>timestamp,value</c>, in file order.</summary>
internal sealed record CsvSeries(IReadOnlyList<CsvPoint> Points)
{
    // 10 million points take about a gigabyte; longer series are replayed in parts.
    private const int MaxPoints = 10_000_000;

    /// <summary>Reads the file. Timestamps: <c>yyyy-MM-dd HH:mm:ss</c> in UTC, Unix milliseconds, or ISO 8601.</summary>
    /// <exception cref="InvalidDataException">A row is wrong; the message names file and line.</exception>
    public static CsvSeries Read(string path)
    {
        var points = new List<CsvPoint>();
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            if (++number == 1)
            {
                if (!line.Trim().Equals("timestamp,value", StringComparison.OrdinalIgnoreCase))
                    throw new InvalidDataException($"{path}, line 1: the header must be 'timestamp,value', but is '{line}'.");
            }
            else if (line.Length > 0)
            {
                if (points.Count == MaxPoints)
                    throw new InvalidDataException($"{path}: more than {MaxPoints} rows.");
                points.Add(ReadPoint(line, path, number));
            }
        }
        return points.Count > 0 ? new CsvSeries(points) : throw new InvalidDataException($"{path}: no rows.");
    }

    private static CsvPoint ReadPoint(string line, string path, int number)
    {
        var comma = line.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0)
            throw new InvalidDataException($"{path}, line {number}: two columns expected, got '{line}'.");
        var time = ReadTime(line[..comma].Trim()) ?? throw new InvalidDataException($"{path}, line {number}: '{line[..comma]}' is not a time.");
        return new CsvPoint(time, ReadValue(line[(comma + 1)..].Trim()) ?? throw new InvalidDataException($"{path}, line {number}: '{line[(comma + 1)..]}' is not a number."));
    }

    private static long? ReadTime(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
            return milliseconds;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time.ToUnixTimeMilliseconds()
            : null;
    }

    private static byte[]? ReadValue(string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            return null;
        var asWritten = Encoding.UTF8.GetBytes(text);
        // ".5" and "+1" are numbers in a CSV file but not in JSON.
        return IsJsonNumber(asWritten) ? asWritten : Encoding.UTF8.GetBytes(value.ToString("R", CultureInfo.InvariantCulture));
    }

    private static bool IsJsonNumber(byte[] text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
