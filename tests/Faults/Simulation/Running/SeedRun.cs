using ServerlessIot.Faults.Tests.Simulation.Devices;
using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Hosting;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Faults.Tests.Simulation.Oracle;

namespace ServerlessIot.Faults.Tests.Simulation.Running;

/// <summary>One scenario from the first message to the verdict.</summary>
internal static class SeedRun
{
    /// <summary>Longer than the longest absence of a device after the last message.</summary>
    private const long Storm = Load.Duration + (32 * EventLoop.Minute);

    /// <summary>Ticks of this long after the last message: every window ends, every device falls silent.</summary>
    private const long Silence = 13 * EventLoop.Minute;
    private const long Slice = 10 * EventLoop.Minute;
    private const long Patience = 4 * 60 * EventLoop.Minute;

    public static Outcome Run(Scenario scenario, TextWriter? trace = null)
    {
        var world = new World(scenario, trace);
        trace?.WriteLine($"{scenario.Command}: {scenario.Kinds}");
        var load = new Load(world);
        foreach (var name in (string[])["bridge-1", "bridge-2"]) world.Bridges.Add(new SimBridge(world, name));
        foreach (var bridge in world.Bridges) bridge.Start();
        Fleet.Start(world);
        load.Start();
        new Weather(world).Start();
        Verdict verdict;
        try
        {
            verdict = Live(world, load) is { } stuck ? Stuck(world, stuck) : new Judge(world, load).RunAsync().GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            verdict = Stuck(world, exception.ToString());
        }

        foreach (var failure in verdict.Failures) trace?.WriteLine(failure);
        return new Outcome(scenario, verdict, load.Events, world.Chaos.Reached, world.Chaos.Died, world.Loop.Events, world.Loop.Now);
    }

    /// <summary>Lets time pass until everything has come to rest; null, or what did not.</summary>
    private static string? Live(World world, Load load)
    {
        world.Loop.Run(() => load.Done, Storm);
        world.Trace("the calm begins");
        world.Chaos.Calm = true;
        world.Broker.DownUntil = 0;
        if (!world.Loop.Run(() => load.Done, world.Loop.Now + Patience)) return "devices wait for acknowledgements";
        world.Loop.Run(() => false, world.Loop.Now + Silence);
        for (var end = world.Loop.Now + Patience; world.Loop.Now < end;)
        {
            // A former owner's late commit may have turned an offset back under the eyes of the present one, who reads on from where it is.
            foreach (var group in world.Groups) group.Rebalance();
            if (world.Loop.Run(() => Quiet(world), world.Loop.Now + Slice)) return null;
        }

        return $"functions do not come to an end: {string.Join("; ", world.Groups.Where(group => !group.Idle).Select(group => group.State))}";
    }

    private static bool Quiet(World world) =>
        world.Loop.Events % 64 == 0 && world.Loop.Now % EventLoop.Minute > 30 * EventLoop.Second && world.Groups.TrueForAll(group => group.Idle) && AlertsAreOut(world);

    private static bool AlertsAreOut(World world) =>
        world.Documents.All<Domain.Alerts.AlertDocument>(Steps.Ports.Containers.Alerts).All(alert => alert.Delivery == Domain.Alerts.DeliveryStates.Sent);

    private static Verdict Stuck(World world, string what)
    {
        var verdict = new Verdict();
        foreach (var failure in world.Failures) verdict.Wrong(failure);
        verdict.Wrong(what);
        return verdict;
    }
}
