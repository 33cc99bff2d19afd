using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Faults.Tests.Simulation.Log;

/// <summary>
/// An idempotent, gapless producer: one lane per partition, requests of a few records in order, repeated under the same
/// sequence until they are acknowledged. When it fails for good, everything unacknowledged in it fails.
/// </summary>
internal sealed class SimProducer(EventLoop loop, Chaos chaos, SimBroker broker, SimProcess process, bool bridge = false)
{
    private const int MostInRequest = 40;
    private const long Wire = 2 * EventLoop.Millisecond;
    private const long SocketTimeout = 5 * EventLoop.Second;
    private readonly Dictionary<(string Topic, int Partition), Lane> lanes = [];
    private readonly int id = broker.NewProducer();

    public bool Dead { get; private set; }

    /// <summary>Queues a record; <paramref name="settled"/> hears once whether it is stored.</summary>
    public void Send(OutRecord record, long? timestamp, Action<bool> settled)
    {
        var partition = broker.PartitionOf(record);
        if (!lanes.TryGetValue((record.Topic, partition), out var lane)) lanes[(record.Topic, partition)] = lane = new Lane(partition, bridge ? CutPoints.Bridge : CutPoints.Publish(record.Topic));
        lane.Waiting.Enqueue((record, timestamp, settled));
        if (lane.Busy) return;
        lane.Busy = true;
        loop.Spawn(() => RunAsync(lane));
    }

    private async Task RunAsync(Lane lane)
    {
        while (lane.Waiting.Count > 0 && !Dead)
        {
            // What is queued in one go may go in one request.
            await process.DelayAsync(chaos.Dice.Around(Wire));
            var request = new List<(OutRecord, long?)>();
            lane.UnderWay.Clear();
            for (var left = chaos.Dice.Between(1, MostInRequest); left > 0 && lane.Waiting.TryDequeue(out var item); left--)
            {
                request.Add((item.Record, item.Timestamp));
                lane.UnderWay.Add(item.Settled);
            }

            // Another lane's failure may have emptied this one meanwhile.
            if (request.Count == 0) continue;
            await chaos.ReachAsync(process, lane.Points.Before);
            while (!await RequestAsync(lane, request))
            {
                if (!Dead) continue;
                return;
            }

            lane.Sequence += request.Count;
            await chaos.ReachAsync(process, lane.Points.Acknowledged);
            foreach (var settled in lane.UnderWay.ToArray()) settled(true);
            lane.UnderWay.Clear();
        }

        lane.Busy = false;
    }

    /// <summary>One attempt; true when it is acknowledged.</summary>
    private async Task<bool> RequestAsync(Lane lane, List<(OutRecord, long?)> request)
    {
        if (chaos.ProducerDies())
        {
            // A part of it may have got through, unknown to the producer.
            if (chaos.Dice.Chance(0.5)) Arrive();
            Die();
            return false;
        }

        var stored = new TaskCompletionSource();
        // On the wire it no longer matters whether the sender lives.
        var sent = lane.Sequence;
        loop.At(Math.Max(loop.Now, broker.DownUntil) + chaos.Dice.Around(Wire), null, Land);
        await stored.Task;
        await chaos.ReachAsync(process, lane.Points.After);
        if (chaos.LosesAcknowledgement())
        {
            await process.DelayAsync(SocketTimeout);
            return false;
        }

        await process.DelayAsync(chaos.Dice.Around(Wire));
        return true;

        void Land()
        {
            if (broker.DownUntil > loop.Now)
            {
                loop.At(broker.DownUntil, null, Land);
                return;
            }

            if (!broker.Append(id, lane.Partition, sent, request)) throw new SimulationFault("A producer left a gap.");
            stored.SetResult();
        }

        void Arrive() => broker.Append(id, lane.Partition, lane.Sequence, request);
    }

    private void Die()
    {
        Dead = true;
        chaos.Trace?.Invoke($"{process.Name}: its producer failed for good");
        var failed = new List<Action<bool>>();
        foreach (var lane in lanes.Values)
        {
            failed.AddRange(lane.UnderWay);
            failed.AddRange(lane.Waiting.Select(item => item.Settled));
            lane.UnderWay.Clear();
            lane.Waiting.Clear();
        }

        foreach (var settled in failed) settled(false);
    }

    private sealed class Lane(int partition, (CutPoint Before, CutPoint After, CutPoint Acknowledged) points)
    {
        public int Partition => partition;

        public (CutPoint Before, CutPoint After, CutPoint Acknowledged) Points => points;

        public Queue<(OutRecord Record, long? Timestamp, Action<bool> Settled)> Waiting { get; } = new();

        public List<Action<bool>> UnderWay { get; } = [];

        public long Sequence { get; set; }

        public bool Busy { get; set; }
    }
}
