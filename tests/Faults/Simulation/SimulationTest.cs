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
        for (var seed = 1; seed <= 40; seed++)
        {
            var started = System.Diagnostics.Stopwatch.StartNew();
            var outcome = SeedRun.Run(new Scenario(seed));
            output.WriteLine($"{seed} {started.ElapsedMilliseconds} ms {outcome.Steps} steps {outcome.Simulated / 60_000_000} min, died {outcome.Died.Sum()}, lost {outcome.Verdict.Lost}, doubled {outcome.Verdict.Doubled} {outcome.Scenario.Kinds}");
            foreach (var failure in outcome.Verdict.Failures) output.WriteLine("   " + (failure.Length > 1500 ? failure[..1500] : failure));
        }
    }
}
