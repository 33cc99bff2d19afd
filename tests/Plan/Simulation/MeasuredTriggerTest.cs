using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;
using Xunit.Abstractions;

namespace ServerlessIot.Plan.Tests.Simulation;

/// <summary>What was measured on the real Functions host, row by row: throughput, CPU and latency of its Kafka trigger, within 25 %.</summary>
public sealed class MeasuredTriggerTest(ITestOutputHelper output)
{
    private const double Tolerance = 0.25;

    /// <summary>Batch size (0 = the extension's defaults), whether prefetched, whether republished, and what was measured: the middle of a range.</summary>
    public static TheoryData<int, bool, bool, double> Throughputs => new()
    {
        { 0, false, false, 1_340 },
        { 0, false, true, 1_370 },
        { 1000, false, false, 123_500 },
        { 1000, false, true, 98_000 },
        { 4000, false, false, 135_500 },
        { 4000, false, true, 128_000 },
        { 1000, true, false, 265_500 },
        { 100, false, false, 108_000 },
        { 100, false, true, 16_000 },
        { 1, false, false, 3_350 },
    };

    /// <summary>The same with CPU of host and worker, in µs a record.</summary>
    public static TheoryData<int, bool, double> Processors => new()
    {
        { 0, false, 65 },
        { 1000, false, 5.9 },
        { 4000, false, 5.8 },
        { 1000, true, 5.6 },
        { 100, false, 13.6 },
        { 1, false, 621 },
    };

    [Theory]
    [MemberData(nameof(Throughputs))]
    public void Throughput_is_as_measured(int batch, bool prefetched, bool republished, double measured) =>
        Near(measured, OneInstance.Throughput(Settings(batch, prefetched), republished ? OneInstance.Republishing : OneInstance.Nothing), "records/s");

    [Theory]
    [MemberData(nameof(Processors))]
    public void Processor_time_is_as_measured(int batch, bool prefetched, double measured) =>
        Near(measured, OneInstance.CpuMicros(Settings(batch, prefetched), OneInstance.Nothing), "µs a record");

    [Theory]
    [InlineData(1, 10, 1.5, 4)]
    [InlineData(1, 1_000, 0.6, 3)]
    [InlineData(100, 10, 530, 958)]
    [InlineData(100, 1_000, 52, 100)]
    [InlineData(100, 10_000, 8, 168)]
    [InlineData(1_000, 10, 558, 959)]
    [InlineData(1_000, 1_000, 508, 998)]
    [InlineData(1_000, 10_000, 60, 213)]
    public void Latency_is_as_measured(int batch, double recordsPerSecond, double p50, double p99)
    {
        var latency = OneInstance.At(OneInstance.Tuned(batch), recordsPerSecond).Latency;
        Near(p50, latency.Quantile(0.5) * 1_000, "ms p50");
        Near(p99, latency.Quantile(0.99) * 1_000, "ms p99");
    }

    [Fact]
    public void Single_records_collapse_at_ten_thousand_a_second()
    {
        FunctionRun run = OneInstance.At(OneInstance.Tuned(1), 10_000);
        output.WriteLine($"lag after two minutes: {run.Lag}");
        Assert.True(run.Lag > 600_000);
    }

    private static TriggerSettings Settings(int batch, bool prefetched) =>
        batch == 0 ? new TriggerSettings() : OneInstance.Tuned(batch) with { QueuedMinMessages = prefetched ? 1_000_000 : null };

    private void Near(double measured, double modelled, string unit)
    {
        output.WriteLine(FormattableString.Invariant($"{unit}: measured {measured:g6}, modelled {modelled:g4}, error {(modelled / measured) - 1:+0 %;-0 %}"));
        Assert.InRange(modelled, measured * (1 - Tolerance), measured * (1 + Tolerance));
    }
}
