using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Running;
using Xunit.Abstractions;

namespace ServerlessIot.Faults.Tests.Simulation;

public sealed class SimulationTest(ITestOutputHelper output)
{
    [Fact]
    public void First()
    {
        var thread = new Thread(Loop);
        thread.Start();
        thread.Join();
    }

    private void Loop()
    {
        foreach (var seed in (Environment.GetEnvironmentVariable("SEEDS") ?? "1").Split(',').SelectMany(part => part.Split('-') is [var a, var b] ? Enumerable.Range(int.Parse(a, null), int.Parse(b, null) - int.Parse(a, null) + 1) : [int.Parse(part, null)]))
        {
            var started = System.Diagnostics.Stopwatch.StartNew();
            var outcome = SeedRun.Run(new Scenario(seed), Environment.GetEnvironmentVariable("TRACE") is { } file ? new StreamWriter(file) { AutoFlush = true } : null);
            output.WriteLine($"{seed} {started.ElapsedMilliseconds} ms {outcome.Steps} steps {outcome.Simulated / 60_000_000} min, died {outcome.Died.Sum()}, lost {outcome.Verdict.Lost}, doubled {outcome.Verdict.Doubled} {outcome.Scenario.Kinds}");
            foreach (var failure in outcome.Verdict.Failures) output.WriteLine("   " + (failure.Length > 1500 ? failure[..1500] : failure));
        }
    }
}
