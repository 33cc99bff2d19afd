using System.Buffers;
using System.Buffers.Binary;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Mqtt.Publishing;
using ServerlessIot.Bridge.Topics;
using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;

namespace ServerlessIot.Faults.Tests.Simulation.Devices;

/// <summary>One TCP connection of a device: both directions keep their order, and end when it is cut. The bridge's own queue decides what is acknowledged when.</summary>
internal sealed class Connection : IRecordOwner
{
    private const long Wire = 20 * EventLoop.Millisecond;
    private readonly World world;
    private readonly SimBridge bridge;
    private readonly SimDevice device;
    private readonly AckQueue acks;
    private readonly Confluent.Kafka.Header[] route;
    private readonly byte[] key;
    private long nextIn;
    private long nextOut;

    public Connection(World world, SimBridge bridge, SimDevice device)
    {
        (this.world, this.bridge, this.device) = (world, bridge, device);
        acks = new AckQueue(new InFlightBudget(10_000, 1L << 40), () => world.Fail("The log refused a record."));
        acks.Configure(ProtocolVersion.V311, reasonStrings: false, uint.MaxValue);
        route = RecordFactory.RouteHeaders(new TopicRoute("demo", device.Name, "temperature"), System.Text.Encoding.UTF8.GetBytes($"demo/s/{device.Name}/telemetry/temperature"));
        key = System.Text.Encoding.UTF8.GetBytes("demo/" + device.Name);
    }

    public bool Open { get; private set; } = true;

    public void Cut() => Open = false;

    /// <summary>The device sends PUBLISH, QoS 1.</summary>
    public void Publish(ushort packetId, Message message)
    {
        nextIn = Math.Max(nextIn, world.Loop.Now + world.Chaos.Dice.Around(Wire));
        world.Loop.At(nextIn, bridge.Process, () =>
        {
            if (!Open) return;
            var record = new InFlightRecord(bridge.Records.Create(key, route, message.Payload, RecordFactory.Telemetry, extra: null), message.Payload.Length, world.Loop.Now, this, packetId, qos: 1);
            acks.Add(record);
            bridge.Log.Submit(record);
            // The real connection looks for what is due whenever it writes anything.
            WriteDue();
        });
    }

    /// <summary>The log has answered for a record: what is due now is acknowledged.</summary>
    public void Settled(InFlightRecord record) => WriteDue();

    private void WriteDue()
    {
        var output = new ArrayBufferWriter<byte>();
        if (!acks.WriteDue(output) || !Open) return;
        var packets = output.WrittenMemory.ToArray();
        nextOut = Math.Max(nextOut, world.Loop.Now + world.Chaos.Dice.Around(Wire));
        world.Loop.At(nextOut, null, () => Arrive(packets));
        _ = world.Chaos.ReachAsync(bridge.Process, CutPoint.BridgeAfterMqttAck);
    }

    private void Arrive(byte[] packets)
    {
        for (var at = 0; Open && at < packets.Length; at += 4)
        {
            if (packets[at] != (byte)PacketType.PubAck << 4 || packets[at + 1] != 2) throw new SimulationFault("The bridge wrote something else than PUBACK.");
            device.Acknowledged(BinaryPrimitives.ReadUInt16BigEndian(packets.AsSpan(at + 2)));
        }
    }
}
