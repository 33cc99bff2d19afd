namespace ServerlessIot.Faults.Tests.Simulation.Hosting;

/// <summary>A consumer group of one function: committed offsets, and who owns which partition.</summary>
internal sealed class ConsumerGroup(World world, string name, string topic, int mostInBatch)
{
    private readonly long[] committed = new long[world.Partitions];
    private readonly List<Member> members = [];
    private readonly List<Member> everybody = [];

    public string Name => name;

    public string Topic => topic;

    public int MostInBatch => mostInBatch;

    public long Committed(int partition) => committed[partition];

    /// <summary>Whether everything in the log was read, committed, and nobody is at work, not even a former owner.</summary>
    public bool Idle => !everybody.Exists(member => member.Busy) && CaughtUp;

    /// <summary>
    /// Whether everything in the log was read and committed; a former owner may still be at work on some of it. What is committed
    /// beyond the end is of a deleted topic's batch, and says nothing of this one.
    /// </summary>
    public bool CaughtUp => Enumerable.Range(0, world.Partitions).All(partition => committed[partition] == world.Broker.End(topic, partition));

    /// <summary>What keeps it from being idle.</summary>
    public string State =>
        $"{name}: at work {string.Join(' ', everybody.Where(member => member.Busy).Select(member => member.Name))}, behind by {string.Join(' ', committed.Select((offset, partition) => world.Broker.End(topic, partition) - offset))}";

    public void Join(Member member)
    {
        members.Add(member);
        if (!everybody.Contains(member)) everybody.Add(member);
        Rebalance();
    }

    public void Leave(Member member)
    {
        if (!members.Remove(member)) return;
        member.Assign([]);
        Rebalance();
    }

    /// <summary>Deals the partitions out anew. Everybody reads on from what is committed; batches in flight go on.</summary>
    public void Rebalance()
    {
        foreach (var member in members) member.Assign([]);
        if (members.Count == 0) return;
        var owners = Enumerable.Range(0, world.Partitions).GroupBy(_ => world.Chaos.Dice.Pick(members)).ToList();
        foreach (var owner in owners) owner.Key.Assign([.. owner]);
    }

    public void Commit(int partition, long offset) => committed[partition] = offset;

    /// <summary>Commits that never reached the broker: what returned comes again.</summary>
    public void TurnBack(int partition, int records)
    {
        committed[partition] = Math.Max(0, committed[partition] - records);
        Rebalance();
    }

    /// <summary>The topic is a new one: deleting it deleted the offsets.</summary>
    public void Reset()
    {
        Array.Clear(committed);
        Rebalance();
    }
}
