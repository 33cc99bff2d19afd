using System.Globalization;

namespace ServerlessIot.Benchmarks.Bridge;

/// <summary>What a load measured.</summary>
/// <param name="PerSecond">Messages a second, acknowledged.</param>
/// <param name="CpuMicroseconds">CPU time of the server alone, µs a message.</param>
/// <param name="Median">From PUBLISH to PUBACK, ms.</param>
/// <param name="P99">The same of the slowest hundredth, ms.</param>
internal sealed record LoadResult(double PerSecond, double CpuMicroseconds, double Median, double P99)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{PerSecond:N0} messages/s, {CpuMicroseconds:F1} µs CPU a message, PUBACK p50 {Median:F1} ms, p99 {P99:F1} ms");
}
