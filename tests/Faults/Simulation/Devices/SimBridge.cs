using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;

namespace ServerlessIot.Faults.Tests.Simulation.Devices;

/// <summary>A replica of the bridge without its sockets: its records, its queue of acknowledgements, and a producer as its own one behaves.</summary>
internal sealed class SimBridge(World world, string name)
{
    private readonly List<Connection> connections = [];
    private int starts;

    public SimProcess Process { get; private set; } = null!;

    public RecordFactory Records { get; private set; } = null!;

    public IRecordLog Log { get; private set; } = null!;

    public bool Up => Process.Alive;

    public void Start()
    {
        Process = new SimProcess(world.Loop, $"{name}#{++starts}");
        Process.Clock.Error = world.Chaos.Now(FaultKinds.ClockJumps, 0.5) ? world.Chaos.Dice.Next(120_000) : 0;
        Records = new RecordFactory(name, Process.Clock);
        Log = new BridgeLog(world, Process);
        Process.Died += () =>
        {
            foreach (var connection in connections) connection.Cut();
            connections.Clear();
            world.Loop.After(EventLoop.Second + world.Chaos.Dice.Around(EventLoop.Second), null, Start);
        };
    }

    public Connection Accept(SimDevice device)
    {
        connections.RemoveAll(connection => !connection.Open);
        var accepted = new Connection(world, this, device);
        connections.Add(accepted);
        return accepted;
    }
}
