using ServerlessIot.Faults.Tests.Simulation.Faults;

namespace ServerlessIot.Faults.Tests.Simulation.Running;

/// <summary>Runs many seeds, one thread a core, each simulation on its own thread alone.</summary>
internal static class SeedLoop
{
    /// <summary>Runs seeds until all are through or some failed.</summary>
    /// <param name="first">First seed.</param>
    /// <param name="count">Seeds.</param>
    /// <param name="events">Events of each.</param>
    /// <param name="enough">Failures after which no further seed starts.</param>
    public static Report Run(long first, int count, int events, int enough)
    {
        var report = new Report();
        var next = -1L;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work)).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return report;

        void Work()
        {
            for (long mine; (mine = Interlocked.Increment(ref next)) < count && report.Failed.Count < enough;)
                report.Add(SeedRun.Run(new Scenario(first + mine, events)));
        }
    }

    /// <summary>One run on a thread of its own: no caller's synchronization context reaches into it.</summary>
    public static Outcome One(Scenario scenario, TextWriter? trace = null)
    {
        Outcome? outcome = null;
        var thread = new Thread(() => outcome = SeedRun.Run(scenario, trace));
        thread.Start();
        thread.Join();
        return outcome!;
    }
}
