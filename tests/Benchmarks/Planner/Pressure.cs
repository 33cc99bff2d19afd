using System.Globalization;
using System.Text.RegularExpressions;

namespace ServerlessIot.Benchmarks.Planner;

/// <summary>How much of a time somebody waited for a processor on this machine (Linux, pressure stall information): what else ran beside a measurement.</summary>
internal sealed partial class Pressure(TimeProvider time)
{
    private const string Source = "/proc/pressure/cpu";
    private readonly double _before = Waited();
    private readonly long _started = time.GetTimestamp();

    /// <summary>Share, from 0 to 1, since this was made; 0 where the system does not tell.</summary>
    public double Share => (Waited() - _before) / time.GetElapsedTime(_started).TotalMicroseconds;

    private static double Waited() => File.Exists(Source) && Some().Match(File.ReadAllText(Source)) is { Success: true } some
        ? double.Parse(some.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^some .* total=(\d+)", RegexOptions.Multiline)]
    private static partial Regex Some();
}
