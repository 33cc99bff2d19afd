using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Faults.Tests.Simulation.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Faults.Tests.Simulation.Devices;

/// <summary>What the bridge's own producer does, on a simulated one: after a permanent error a new producer sends everything unacknowledged again in its old order.</summary>
internal sealed class BridgeLog(World world, SimProcess process) : IRecordLog
{
    private const long BackOff = EventLoop.Second;
    private readonly InFlightList inFlight = new();
    private SimProducer producer = New(world, process);

    public bool IsUp => true;

    public bool Takes(string topic) => true;

    public void Submit(InFlightRecord record)
    {
        inFlight.Append_NeedsLock(record);
        // Otherwise the new producer will find it in the list.
        if (!producer.Dead) Send(record);
    }

    public Task WhenEmpty() => throw new NotSupportedException("A simulated bridge does not shut down; it dies.");

    public ValueTask DisposeAsync() => default;

    private static SimProducer New(World world, SimProcess process) => new(world.Loop, world.Chaos, world.Broker, process, bridge: true);

    private void Send(InFlightRecord record)
    {
        var message = record.Message;
        var headers = message.Headers.Select(header => new LogHeader(header.Key, header.GetValueBytes())).ToList();
        var from = producer;
        producer.Send(new OutRecord("telemetry.raw", record.Partition, message.Key, message.Value, headers), message.Timestamp.UnixTimestampMs, stored => Reported(from, record, stored));
    }

    private void Reported(SimProducer from, InFlightRecord record, bool stored)
    {
        if (stored && inFlight.Remove_NeedsLock(record)) record.Settle(RecordOutcome.Stored);
        if (stored || from != producer || recovering) return;
        recovering = true;
        world.Loop.After(BackOff, process, Recover);
    }

    private bool recovering;

    private void Recover()
    {
        recovering = false;
        producer = New(world, process);
        foreach (var record in inFlight.After_NeedsLock(0)) Send(record);
    }
}
