using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;

namespace ServerlessIot.Faults.Tests.Simulation.Devices;

/// <summary>
/// A device with QoS 1: keeps a message until it is acknowledged, and sends it again, in order and before anything new,
/// whenever it connects.
/// </summary>
internal sealed class SimDevice
{
    private const int Window = 10;
    private const long Impatience = 20 * EventLoop.Second;
    private readonly World world;
    private readonly SimProcess process;
    private readonly LinkedList<Message> waiting = [];
    private readonly LinkedList<(ushort PacketId, Message Message)> unacknowledged = [];
    private Connection? connection;
    private ushort lastPacketId;
    private long lastNews;
    private bool away;

    public SimDevice(World world, string name)
    {
        (this.world, Name) = (world, name);
        process = new SimProcess(world.Loop, name);
    }

    public string Name { get; }

    /// <summary>Whether it publishes in the order in which it measured.</summary>
    public bool InOrder { get; private set; } = true;

    public bool Done => waiting.Count == 0 && unacknowledged.Count == 0;

    public void Start() => world.Loop.Spawn(WatchAsync);

    public void Publish(Message message)
    {
        waiting.AddLast(message);
        Send();
    }

    /// <summary>PUBACK came.</summary>
    public void Acknowledged(ushort packetId)
    {
        lastNews = world.Loop.Now;
        var node = unacknowledged.First;
        while (node is not null && node.Value.PacketId != packetId) node = node.Next;
        if (node is null) return;
        node.Value.Message.Acknowledged = true;
        unacknowledged.Remove(node);
        Send();
    }

    /// <summary>The network is gone for a while.</summary>
    public void Disconnect(long duration)
    {
        connection?.Cut();
        connection = null;
        away = true;
        world.Loop.After(duration, process, () => away = false);
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            await process.DelayAsync(world.Chaos.Dice.Around(EventLoop.Second));
            if (away && !world.Chaos.Calm) continue;
            if (unacknowledged.Count > 0 && world.Loop.Now - lastNews > Impatience) connection?.Cut();
            if (connection is not { Open: true }) Connect();
        }
    }

    private void Connect()
    {
        var up = world.Bridges.FindAll(bridge => bridge.Up);
        if (up.Count == 0) return;
        connection = world.Chaos.Dice.Pick(up).Accept(this);
        lastNews = world.Loop.Now;
        foreach (var (packetId, message) in unacknowledged) connection.Publish(packetId, message);
        Send();
    }

    private void Send()
    {
        while (connection is { Open: true } && unacknowledged.Count < Window && waiting.First is not null)
        {
            var next = Next();
            waiting.Remove(next);
            var message = next.Value;
            // A needless copy, unless it comes so late that its ids may be forgotten by then: that is beyond the promise.
            if (message.Sent >= 0 && world.Loop.Now - message.Sent > 30 * EventLoop.Second) continue;
            if (message.Sent < 0) message.Sent = world.Loop.Now;
            if (unacknowledged.Count == 0) lastNews = world.Loop.Now;
            unacknowledged.AddLast((++lastPacketId == 0 ? lastPacketId = 1 : lastPacketId, message));
            connection.Publish(lastPacketId, message);
            if (world.Chaos.Now(FaultKinds.Duplicates, 0.1)) waiting.AddFirst(message);
        }
    }

    private LinkedListNode<Message> Next()
    {
        var next = waiting.First!;
        if (!world.Chaos.Now(FaultKinds.Disorder, 0.2)) return next;
        for (var skip = world.Chaos.Dice.Between(1, 4); skip > 0 && next.Next is not null; skip--) next = next.Next;
        if (next != waiting.First) InOrder = false;
        return next;
    }
}
