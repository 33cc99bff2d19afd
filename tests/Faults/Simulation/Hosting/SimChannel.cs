using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Faults.Tests.Simulation.Hosting;

/// <summary>A webhook somewhere else.</summary>
internal sealed class SimChannel(World world, SimProcess process) : IAlertChannel
{
    public string Name => "webhook";

    public async Task<string?> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        await world.Chaos.ReachAsync(process, CutPoint.ChannelBeforeSend);
        await process.DelayAsync(world.Chaos.Dice.Around(20 * EventLoop.Millisecond));
        if (world.Chaos.Now(FaultKinds.DeadChannels, 0.1)) return "503";
        world.Told[notice.Key] = world.Told.GetValueOrDefault(notice.Key) + 1;
        await world.Chaos.ReachAsync(process, CutPoint.ChannelAfterSend);
        await process.DelayAsync(world.Chaos.Dice.Around(20 * EventLoop.Millisecond));
        return world.Chaos.Now(FaultKinds.DeadChannels, 0.1) ? "the answer was lost" : null;
    }
}
