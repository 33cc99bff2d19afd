using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Domain.Log;
using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;

namespace ServerlessIot.Faults.Tests.Simulation.Devices;

/// <summary>A replica of the bridge without its sockets: its records, its queue of acknowledgements, and a producer as its own one behaves.</summary>
internal sealed class SimBridge(World world, string name)
{
    private readonly List<Connection> connections = [];
    private const int MarkEvery = 20;
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
        world.Loop.Spawn(() => MarkAsync(Process, Log, Records));
        Process.Died += () =>
        {
            foreach (var connection in connections) connection.Cut();
            connections.Clear();
            world.Loop.After(EventLoop.Second + world.Chaos.Dice.Around(EventLoop.Second), null, Start);
        };
    }

    /// <summary>Everything that it took is with its producer: a mark lies behind it.</summary>
    private async Task MarkAsync(SimProcess process, IRecordLog log, RecordFactory records)
    {
        while (!world.Chaos.Calm)
        {
            await process.DelayAsync(MarkEvery * EventLoop.Second);
            var mark = new BridgeMark(process.Clock.GetUtcNow().ToUnixTimeMilliseconds(), MarkEvery);
            for (var partition = 0; partition < world.Partitions; partition++) log.Submit(new InFlightRecord(records.CreateMark(mark), 0, 0, null, 0, 0) { Partition = partition });
        }
    }

    public Connection Accept(SimDevice device)
    {
        connections.RemoveAll(connection => !connection.Open);
        var accepted = new Connection(world, this, device);
        connections.Add(accepted);
        return accepted;
    }
}
