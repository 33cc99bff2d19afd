using System.Globalization;
using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Running;

namespace ServerlessIot.Faults.Tests.Simulation;

/// <summary>Whole lives of the system on a simulated clock; every accepted message has its effect exactly once.</summary>
public sealed class SimulationTest
{
    [Fact]
    public void Nothing_is_lost_and_nothing_counts_twice()
    {
        if (Settings.Seed is { } seed)
        {
            One(seed);
            return;
        }

        var report = SeedLoop.Run(Settings.First, Settings.Seeds, Settings.Events, Settings.Failures);
        var failures = report.Failed.Values.Take(Settings.Failures).Select(Describe).ToList();
        Write([report.ToString(), .. failures]);
        Assert.True(report.Failed.Count == 0, string.Join('\n', [.. failures, report.ToString()]));
        Assert.Equal((0, 0), (report.Lost, report.Doubled));
        if (Settings.Seeds < 300) return;
        // Far from cut points that nothing dies at, the proof would be none.
        foreach (var point in Enum.GetValues<CutPoint>()) Assert.True(report.Died(point) > 0, $"Nothing died at {point}.");
    }

    [Fact]
    public void A_seed_runs_the_same_way_twice()
    {
        var (first, second) = (Traced(7), Traced(7));
        Assert.NotEmpty(first);
        Assert.Equal(first, second);
    }

    /// <summary>A tenth twice, a tenth out of order, a hundredth a day late, ticks late, doubled or missing: windows and alerts are as the oracle says.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Order_and_time_change_no_window_and_no_alert(int seed)
    {
        const FaultKinds Kinds = FaultKinds.Duplicates | FaultKinds.Disorder | FaultKinds.LateEvents | FaultKinds.WildTicks;
        var outcome = SeedLoop.One(new Scenario(seed, Scenario.DefaultEvents, Kinds, Kinds));
        Assert.True(outcome.Verdict.Good, string.Join('\n', outcome.Verdict.Failures));
    }

    private static List<string> Traced(long seed)
    {
        using var trace = new StringWriter(CultureInfo.InvariantCulture);
        var outcome = SeedLoop.One(new Scenario(seed, 1_000), trace);
        // Blobs have unique names.
        return [.. trace.ToString().Split('\n').Select(line => line.Contains("/journal-", StringComparison.Ordinal) ? line[..line.IndexOf("/journal-", StringComparison.Ordinal)] : line), .. outcome.Reached.Select(hits => hits.ToString(CultureInfo.InvariantCulture)), outcome.Steps.ToString(CultureInfo.InvariantCulture)];
    }

    private static void One(long seed)
    {
        using var trace = new StringWriter(CultureInfo.InvariantCulture);
        var scenario = new Scenario(seed, Settings.Events);
        if (Settings.Only is { } only) scenario = scenario with { Allowed = only, Forced = only };
        var outcome = SeedLoop.One(scenario, trace);
        Write([trace.ToString(), $"seed {seed}: {outcome.Events} events, {outcome.Verdict.Lost} lost, {outcome.Verdict.Doubled} doubled"]);
        Assert.True(outcome.Verdict.Good, string.Join('\n', outcome.Verdict.Failures));
    }

    private static string Describe(Outcome failed)
    {
        var small = Shrinker.Shrink(failed);
        return string.Join("\n  ", [$"seed {failed.Scenario.Seed} failed ({failed.Scenario.Kinds}); smaller, it still does: {small.Scenario.Command}", .. small.Verdict.Failures]);
    }

    private static void Write(IReadOnlyList<string> lines)
    {
        if (Settings.Report is { } file) File.WriteAllLines(file, lines);
    }
}
