using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Log;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Faults.Tests.Simulation.Log;
using ServerlessIot.Faults.Tests.Simulation.Stores;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Faults.Tests.Simulation.Hosting;

/// <summary>The services of one process, and the functions that run in it.</summary>
/// <param name="world">The world.</param>
/// <param name="process">The process.</param>
/// <param name="version">Version of the code that it runs: 1, or the newer 2.</param>
internal sealed class Instance(World world, SimProcess process, int version)
{
    /// <summary>Far below those in earnest, so that journals roll often.</summary>
    public static readonly JournalLimits Limits = new() { Blocks = 40, Bytes = 24_000 };
    private readonly List<(ConsumerGroup Group, Member Member)> members = [];
    private readonly StoreCalls calls = new(world.Loop, world.Chaos, process);
    private bool away = true;

    public SimProcess Process => process;

    public int Version => version;

    public IArchiveBlobs Blobs => new SimBlobs(world.Blobs, calls, world.Loop);

    public IDocumentStore Documents => new SimDocuments(world.Documents, calls);

    public ILogReader Reader => new SimLogReader(world.Loop, world.Broker, process);

    /// <summary>A writer with a producer of its own.</summary>
    public ILogWriter NewWriter() => new SimLogWriter(world.Loop, world.Chaos, world.Broker, process);

    public StepRunner<TState> NewRunner<TState>(IDecider<TState> step) where TState : class =>
        new(step, Blobs, Reader, NewWriter(), new TopicNames(), process.Clock, NullLogger<StepRunner<TState>>.Instance, Limits);

    /// <summary>A function that a consumer group triggers.</summary>
    public void Trigger(string group, Func<IReadOnlyList<LogRecord>, Task> run)
    {
        var found = world.Groups.Find(item => item.Name == group) ?? throw new ArgumentException($"There is no group {group}.", nameof(group));
        members.Add((found, new Member(world, found, process, run)));
    }

    /// <summary>A function that runs every now and then; what it throws is the host's to log.</summary>
    public void Timer(Func<long> interval, Func<Task> run) => world.Loop.Spawn(async () =>
    {
        while (true)
        {
            await world.Loop.DelayAsync(process, interval());
            try
            {
                await run();
            }
            catch (Exception exception) when (exception is StoreUnavailableException or LogUnavailableException)
            {
                world.Trace($"{process.Name}: {exception.Message}");
            }
        }
    });

    /// <summary>Starts the triggered functions.</summary>
    public void Run()
    {
        Join();
        foreach (var (_, member) in members) world.Loop.Spawn(member.LoopAsync);
    }

    public void Join()
    {
        if (!away || !process.Alive) return;
        away = false;
        foreach (var (group, member) in members) group.Join(member);
    }

    public void Leave()
    {
        if (away) return;
        away = true;
        foreach (var (group, member) in members) group.Leave(member);
    }
}
