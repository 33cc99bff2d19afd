using System.Globalization;

namespace ServerlessIot.Edition.Figures;

/// <summary>Reads counters and gauges of the Prometheus text format, version 0.0.4.</summary>
public static class PrometheusReader
{
    /// <summary>Sums the samples of each metric over its labels.</summary>
    public static IReadOnlyDictionary<string, double> Sums(string text)
    {
        var sums = new Dictionary<string, double>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty || line[0] == '#') continue;
            var name = line[..line.IndexOfAnyOrEnd('{', ' ')];
            var afterLabels = line[(line.LastIndexOf('}') + 1)..].TrimStart();
            var value = line.Contains('}') ? afterLabels : line[name.Length..].TrimStart();
            if (!double.TryParse(value[..value.IndexOfAnyOrEnd(' ', '\t')], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) continue;
            sums[name.ToString()] = sums.GetValueOrDefault(name.ToString()) + number;
        }

        return sums;
    }

    private static int IndexOfAnyOrEnd(this ReadOnlySpan<char> text, char one, char other) =>
        text.IndexOfAny(one, other) is >= 0 and var index ? index : text.Length;
}
