using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Faults.Tests.Simulation.Hosting;

/// <summary>
/// One instance of a function, driven as the Kafka trigger does with commitOnFailure false and maxRetries −1: one batch at a
/// time; a batch that failed is run again in place; offsets are stored after the return and committed within 200 ms.
/// </summary>
internal sealed class Member
{
    private readonly World world;
    private readonly ConsumerGroup group;
    private readonly SimProcess process;
    private readonly Func<IReadOnlyList<LogRecord>, Task> run;
    private readonly Dictionary<int, long> positions = [];
    private readonly Dictionary<int, long> stored = [];

    public Member(World world, ConsumerGroup group, SimProcess process, Func<IReadOnlyList<LogRecord>, Task> run)
    {
        (this.world, this.group, this.process, this.run) = (world, group, process, run);
        process.Died += () => Busy = false;
    }

    public bool Busy { get; private set; }

    public string Name => process.Name;

    public void Assign(int[] partitions)
    {
        positions.Clear();
        foreach (var partition in partitions) positions[partition] = group.Committed(partition);
    }

    public async Task LoopAsync()
    {
        while (true)
        {
            await world.Loop.DelayAsync(process, world.Chaos.Dice.Around(800 * EventLoop.Millisecond));
            var batch = Take();
            if (batch.Count == 0) continue;
            Busy = true;
            while (!await TryAsync(batch)) await process.DelayAsync(10 * EventLoop.Millisecond);
            await world.Chaos.ReachAsync(process, CutPoint.BatchReturned);
            foreach (var read in batch.GroupBy(record => record.Partition)) CommitSoon(read.Key, read.Max(record => record.Offset) + 1);
            Busy = false;
        }
    }

    private List<LogRecord> Take()
    {
        var batch = new List<LogRecord>();
        if (world.Broker.DownUntil > world.Loop.Now) return batch;
        var most = world.Chaos.Dice.Between(1, group.MostInBatch);
        Fill(batch, most);
        if (group.MostInBatch > 1 && batch.Count < most && world.Chaos.Now(FaultKinds.Rebalances, 0.02))
        {
            // Its partitions were taken away and given back while the batch filled.
            Assign([.. positions.Keys]);
            Fill(batch, most);
        }

        return batch;
    }

    private void Fill(List<LogRecord> batch, int most)
    {
        foreach (var partition in positions.Keys.ToArray())
        {
            var log = world.Broker.Of(group.Topic, partition);
            // A position beyond the end of a log that was recreated: from its start.
            var next = positions[partition] > log.Count ? 0 : positions[partition];
            while (next < log.Count && batch.Count < most) batch.Add(log[(int)next++]);
            positions[partition] = next;
        }
    }

    private async Task<bool> TryAsync(List<LogRecord> batch)
    {
        try
        {
            await run(batch);
            return true;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or LogUnavailableException)
        {
            world.Trace($"{process.Name} {group.Name}: {exception.Message}");
            return false;
        }
        catch (Exception exception)
        {
            world.Fail($"{group.Name} threw {exception.GetType().Name}: {exception.Message} {exception.StackTrace}");
            await EventLoop.Never();
            return false;
        }
    }

    private void CommitSoon(int partition, long offset)
    {
        stored[partition] = offset;
        world.Loop.After(world.Chaos.Dice.Next(200) * EventLoop.Millisecond, process, () =>
        {
            _ = world.Chaos.ReachAsync(process, CutPoint.OffsetBeforeCommit);
            if (!process.Alive) return;
            // The broker refuses the commit of somebody who no longer owns the partition, unless it came through just in time.
            if (positions.ContainsKey(partition) || world.Chaos.Now(FaultKinds.LostCommits, 0.5)) group.Commit(partition, stored[partition]);
            _ = world.Chaos.ReachAsync(process, CutPoint.OffsetAfterCommit);
        });
    }
}
