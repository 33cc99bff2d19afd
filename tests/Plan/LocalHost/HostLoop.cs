using System.Threading.Channels;
using Confluent.Kafka;
using ServerlessIot.Host.Kafka;
using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;
using Result = Confluent.Kafka.ConsumeResult<byte[], byte[]>;

namespace ServerlessIot.Plan.Tests.LocalHost;

/// <summary>A function as the local function host runs it: its scaler decides, its trigger code gathers, each instance on a thread of its own; only log and work are simulated.</summary>
internal sealed class HostLoop
{
    private readonly TurnTaking _time = new();
    private readonly List<Instance> _instances = [];
    private readonly List<Thread> _threads = [];
    private readonly PriorityQueue<(Instance Instance, List<Result> Last), double> _underway = new();
    private readonly List<(double Time, long Records)> _commits = [];
    private readonly Flow _flow;
    private readonly FunctionSize _size;
    private readonly double _secondsPerRecord;
    private readonly long[] _read;
    private readonly long[] _committed;

    public HostLoop(Flow flow, FunctionSize size, double secondsPerRecord)
    {
        (_flow, _size, _secondsPerRecord) = (flow, size, secondsPerRecord);
        _read = new long[size.Partitions];
        _committed = new long[size.Partitions];
    }

    /// <summary>Instances after every look.</summary>
    public List<int> Looks { get; } = [];

    /// <summary>Records behind, averaged over the whole time.</summary>
    public double AverageLag()
    {
        const double Every = 0.05;
        var commits = new Queue<(double Time, long Records)>(_commits);
        double sum = 0, committed = 0, moments = 0;
        for (var time = Every; time <= _flow.End; time += Every, moments++)
        {
            while (commits.Count > 0 && commits.Peek().Time <= time) committed += commits.Dequeue().Records;
            sum += _flow.CountAt(time) - committed;
        }

        return sum / moments;
    }

    /// <summary>Runs to the flow's end.</summary>
    public void Run()
    {
        var plan = new ScalePlan(_size.LagThreshold, _size.Maximum, _time);
        Scale(1);
        for (var look = Scaler.Interval.TotalSeconds; look <= _flow.End; look += Scaler.Interval.TotalSeconds)
        {
            _time.Until(look);
            Commit(look);
            var lag = (long)_flow.CountAt(look) - _committed.Sum();
            Scale(plan.Target(new Lag(lag, _size.Partitions), _instances.Count));
            Looks.Add(_instances.Count);
        }

        Scale(0);
        _time.Join(_threads);
    }

    private void Scale(int count)
    {
        Commit(_time.Seconds);
        if (_instances.Count == count) return;
        while (_instances.Count > count)
        {
            _instances[^1].Stopping.Cancel();
            _instances[^1].Partitions.Clear();
            _instances.RemoveAt(_instances.Count - 1);
        }

        while (_instances.Count < count)
        {
            var instance = new Instance(this);
            _instances.Add(instance);
            _threads.Add(_time.Start(instance.Run));
        }

        // As members of a group do: all give up all their partitions, and read on where they are committed, those that they get again as well.
        foreach (var instance in _instances) instance.Partitions.Clear();
        for (var partition = 0; partition < _size.Partitions && count > 0; partition++)
        {
            _instances[partition % count].Partitions.Add(partition);
            _read[partition] = _committed[partition];
        }
    }

    /// <summary>What was executed by a time, of partitions that the instance has still.</summary>
    private void Commit(double until)
    {
        while (_underway.TryPeek(out var batch, out var done) && done <= until)
        {
            _underway.Dequeue();
            var before = _committed.Sum();
            foreach (var record in batch.Last.Where(record => batch.Instance.Partitions.Contains(record.Partition.Value)))
                _committed[record.Partition.Value] = Math.Max(_committed[record.Partition.Value], record.Offset.Value + 1);
            _commits.Add((done, _committed.Sum() - before));
        }
    }

    private double Arrival(int partition) => (_read[partition] * _size.Partitions) + partition + 1 is var record && record <= _flow.Total ? _flow.TimeOf(record) : double.PositiveInfinity;

    /// <summary>An instance: the host's subscriber, and a channel that takes batches while there is a place.</summary>
    private sealed class Instance(HostLoop loop) : ChannelWriter<Result[]>
    {
        private readonly Queue<double> _underway = new();

        public CancellationTokenSource Stopping { get; } = new();

        public SortedSet<int> Partitions { get; } = [];

        public void Run()
        {
            var settings = loop._size.Trigger;
            var options = new KafkaTriggerOptions { MaxBatchSize = settings.MaxBatchSize, SubscriberIntervalInSeconds = settings.SubscriberIntervalInSeconds, SubscriberIdleBackoffMs = settings.SubscriberIdleBackoffMs };
            new Subscriber(SimulatedConsumer.Of(Consume), options, this, loop._time, error => throw error).Run(Stopping.Token);
        }

        public Result? Consume(TimeSpan timeout)
        {
            for (var until = loop._time.Seconds + timeout.TotalSeconds; !Stopping.IsCancellationRequested;)
            {
                var next = Partitions.Count == 0 ? -1 : Partitions.MinBy(loop.Arrival);
                var arrival = next < 0 ? double.PositiveInfinity : loop.Arrival(next);
                if (arrival <= loop._time.Seconds)
                {
                    return new Result { TopicPartitionOffset = new TopicPartitionOffset("Topic", next, loop._read[next]++) };
                }

                if (loop._time.Seconds >= until) return null;
                // The assignment may be another one then.
                loop._time.Until(Math.Min(arrival, until));
            }

            return null;
        }

        /// <summary>One batch runs, and as many as the channel holds wait; who comes with one more waits for a place.</summary>
        public override bool TryWrite(Result[] item)
        {
            while (_underway.Count > 0 && _underway.Peek() <= loop._time.Seconds) _underway.Dequeue();
            if (_underway.Count > loop._size.Trigger.ExecutorChannelCapacity) loop._time.Until(_underway.ElementAt(_underway.Count - loop._size.Trigger.ExecutorChannelCapacity - 1));
            var done = Math.Max(loop._time.Seconds, _underway.Count == 0 ? 0 : _underway.Last()) + (item.Length * loop._secondsPerRecord);
            _underway.Enqueue(done);
            loop._underway.Enqueue((this, [.. item.GroupBy(record => record.Partition.Value).Select(partition => partition.Last())]), done);
            return true;
        }

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(true);
    }
}
