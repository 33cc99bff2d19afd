using ServerlessIot.Faults.Tests.Simulation.Kernel;

namespace ServerlessIot.Faults.Tests.Simulation.Faults;

/// <summary>Faults that strike from outside, now and then, until the calm at the end.</summary>
internal sealed class Weather(World world)
{
    private readonly Dice dice = world.Chaos.Dice;
    private bool recreated;
    private bool forgetting;

    public void Start()
    {
        Now(FaultKinds.Rebalances, 60 * EventLoop.Second, () => dice.Pick(world.Groups).Rebalance());
        Now(FaultKinds.Stalls, 90 * EventLoop.Second, Stall);
        Now(FaultKinds.LogOutages, 5 * EventLoop.Minute, () => Outage(dice.Around(30 * EventLoop.Second)));
        Now(FaultKinds.LostCommits, 40 * EventLoop.Second, () => dice.Pick(world.Groups).TurnBack(dice.Next(world.Partitions), dice.Between(1, 60)));
        Now(FaultKinds.Disconnects, 4 * EventLoop.Second, () => dice.Pick(world.Devices).Disconnect(dice.Around(2 * EventLoop.Second)));
        Now(FaultKinds.LongAbsences, 100 * EventLoop.Second, () => dice.Pick(world.Devices).Disconnect(dice.Between(2, 30) * EventLoop.Minute));
        Now(FaultKinds.ClockJumps, 2 * EventLoop.Minute, Jump);
        // Not with two versions at once: what a lost entry had told, the other version may decide differently.
        if (!world.Chaos.Has(FaultKinds.Versions)) Now(FaultKinds.LostTail, 90 * EventLoop.Second, LoseTail);
        if (world.Chaos.Has(FaultKinds.Recreation)) world.Loop.After(dice.Between(2, 9) * EventLoop.Minute, null, () => Recreate(Deleted()));
    }

    private void Now(FaultKinds kind, long every, Action strike)
    {
        if (!world.Chaos.Has(kind)) return;
        world.Loop.After(dice.Around(every), null, () =>
        {
            if (world.Chaos.Calm) return;
            strike();
            Now(kind, every, strike);
        });
    }

    private void Stall()
    {
        if (dice.Chance(0.3))
        {
            var bridge = dice.Pick(world.Bridges);
            Stalled(bridge.Process, dice.Around(20 * EventLoop.Second));
            return;
        }

        var app = dice.Pick(world.Apps);
        var duration = dice.Around(40 * EventLoop.Second);
        world.Trace($"{app.Running.Process.Name} stands still for {duration / EventLoop.Second} s");
        app.Stall(duration);
    }

    private void Stalled(SimProcess process, long duration)
    {
        // Longer, and what a device sends again may be older than what Validate remembers.
        duration = Math.Min(duration, 90 * EventLoop.Second);
        world.Trace($"{process.Name} stands still for {duration / EventLoop.Second} s");
        process.Freeze(duration);
    }

    private void Outage(long duration)
    {
        duration = Math.Min(duration, 2 * EventLoop.Minute);
        world.Trace($"the log does not answer for {duration / EventLoop.Second} s");
        world.Broker.DownUntil = world.Loop.Now + duration;
    }

    private void Jump()
    {
        var error = dice.Next(120_000);
        if (dice.Chance(0.5)) dice.Pick(world.Bridges).Process.Clock.Error = error;
        else dice.Pick(world.Apps).Running.Process.Clock.Error = error - 60_000;
    }

    private void LoseTail()
    {
        // One at a time: what a first loss took, a second one would bring back.
        if (forgetting) return;
        forgetting = true;
        var restore = world.Blobs.Remember();
        world.Loop.After(dice.Next(5_000) * EventLoop.Millisecond, null, () =>
        {
            forgetting = false;
            if (world.Chaos.Calm) return;
            world.Trace("the blob store forgets its last seconds");
            restore();
        });
    }

    /// <summary>Not what readers may need again: a store that forgets their journals would have them read it once more.</summary>
    private string Deleted() => !world.Chaos.Has(FaultKinds.LostTail) && dice.Chance(0.5) ? "telemetry.valid" : "telemetry.raw";

    private void Recreate(string topic)
    {
        if (world.Chaos.Calm || recreated) return;
        // A member that is still at work on the deleted topic would commit its offset for the new one, and what lies before that would not be read.
        if (world.Groups.Exists(group => (group.Topic == topic || group.Name == "validate") && !group.Idle))
        {
            world.Loop.After(100 * EventLoop.Millisecond, null, () => Recreate(topic));
            return;
        }

        recreated = true;
        world.Trace($"{topic} is deleted and created anew");
        world.Broker.Recreate(topic);
        foreach (var group in world.Groups.Where(group => group.Topic == topic)) group.Reset();
    }
}
