using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;

namespace ServerlessIot.Faults.Tests.Simulation.Hosting;

/// <summary>One instance of a function app: a process that is started again whenever it dies.</summary>
/// <param name="world">The world.</param>
/// <param name="name">Name of the instance.</param>
/// <param name="functions">Makes the functions of a new process.</param>
internal sealed class App(World world, string name, Action<Instance> functions)
{
    private const long SessionTimeout = 8 * EventLoop.Second;
    private int starts;

    public Instance Running { get; private set; } = null!;

    public void Start()
    {
        var process = new SimProcess(world.Loop, $"{name}#{++starts}");
        if (world.Chaos.Now(FaultKinds.SlowConsumers, 0.3)) process.Slowness = 30;
        var instance = new Instance(world, process, version: NextVersion());
        Running = instance;
        functions(instance);
        process.Died += () =>
        {
            world.Loop.After(world.Chaos.Dice.Around(SessionTimeout / 3), null, instance.Leave);
            world.Loop.After(EventLoop.Second + world.Chaos.Dice.Around(EventLoop.Second), null, Start);
        };
    }

    /// <summary>The process stands still; when that takes long, the broker gives its partitions to others until it comes back.</summary>
    public void Stall(long duration)
    {
        var instance = Running;
        instance.Process.Freeze(duration);
        if (duration < SessionTimeout) return;
        world.Loop.After(SessionTimeout, null, instance.Leave);
        world.Loop.After(duration + EventLoop.Second, instance.Process, instance.Join);
    }

    private int NextVersion() => world.Chaos.Has(FaultKinds.Versions) && !world.Chaos.Calm ? world.Chaos.Dice.Between(1, 2) : 1;
}
