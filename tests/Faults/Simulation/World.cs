using System.Globalization;
using ServerlessIot.Faults.Tests.Simulation.Devices;
using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Hosting;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Faults.Tests.Simulation.Log;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Faults.Tests.Simulation;

/// <summary>Everything that exists in one simulation.</summary>
internal sealed class World
{
    public World(Scenario scenario, TextWriter? trace)
    {
        Scenario = scenario;
        Chaos = new Chaos(scenario);
        if (trace is not null) Chaos.Trace = line => trace.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Loop.Now / 1e6,10:F3} {line}"));
        Partitions = Chaos.Dice.Between(2, 3);
        Broker = new SimBroker(Loop, Partitions);
    }

    public Scenario Scenario { get; }

    public EventLoop Loop { get; } = new();

    public Chaos Chaos { get; }

    public int Partitions { get; }

    public SimBroker Broker { get; }

    public MemoryBlobs Blobs { get; } = new();

    public MemoryDocuments Documents { get; } = new();

    public List<ConsumerGroup> Groups { get; } = [];

    public List<App> Apps { get; } = [];

    public List<SimBridge> Bridges { get; } = [];

    public List<SimDevice> Devices { get; } = [];

    /// <summary>Keys of alerts that the outside world was told of, each as often as it was.</summary>
    public Dictionary<string, int> Told { get; } = [];

    /// <summary>What must not happen, seen on the way.</summary>
    public List<string> Failures { get; } = [];

    public void Trace(string line) => Chaos.Trace?.Invoke(line);

    public void Fail(string what)
    {
        Trace("FAILED " + what);
        Failures.Add(what);
    }
}
