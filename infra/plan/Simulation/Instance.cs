using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Simulation;

/// <summary>
/// One instance by the trigger's rules: a batch is handed over when it is full, or at the end of a window in which none became full, so
/// that what is left after a full one can wait for a second window; batches run one after another.
/// </summary>
/// <param name="settings">The trigger's.</param>
/// <param name="work">How long things take.</param>
/// <param name="flow">Arrivals in the topic.</param>
/// <param name="executed">Gets every batch.</param>
/// <param name="begins">When it is up, in s.</param>
/// <param name="phase">Share of a window, 0 to 1, by which its first one is shorter.</param>
/// <param name="member">Its place among the members of the group: ids are random.</param>
/// <param name="machine">Cores that it shares with others; null = none.</param>
internal sealed class Instance(TriggerSettings settings, Work work, Flow flow, Action<Batch> executed, double begins, double phase, double member, Machine? machine)
{
    /// <summary>Time, in s, after which an instance has fallen asleep.</summary>
    private const double Dozes = 0.01;

    /// <summary>Time, in s, that windows are longer than the interval, at most: so those of two functions do not stay in step for ever.</summary>
    private const double Drift = 0.01;
    private readonly Queue<double> _underway = new();
    private double _reader = begins;
    private double _window = begins + (settings.SubscriberIntervalInSeconds * (1 - phase));
    private bool _anyFull;
    private int _gathered;
    private int _twice;
    private double _from;
    private double _free = begins;
    private long _minute = (long)(begins / 60);
    private double _fetched = begins;
    private long _second = (long)begins;
    private double _thisSecond;
    private double _lastSecond;

    /// <summary>Its place among the members of the group.</summary>
    public double Member => member;

    /// <summary>The first of the partitions that it reads, which lie one after another.</summary>
    public int FirstPartition { get; private set; }

    /// <summary>Partitions that it reads.</summary>
    public int Partitions { get; private set; }

    /// <summary>Records of the topic up to which it has read its partitions.</summary>
    public double Position { get; private set; }

    /// <summary>Devices of its partitions that sent since the last tick.</summary>
    public double ActiveDevices { get; set; }

    /// <summary>Up to when it is billed, in s.</summary>
    public double BilledUntil { get; set; }

    private double Unit { get; set; }

    /// <summary>
    /// Takes partitions over, from a time on. All members of a group give all their partitions up and read on where they are committed, those that they
    /// keep as well: what was gathered of them stays in the batch and comes a second time. The window goes on.
    /// </summary>
    /// <param name="first">The first that it has now.</param>
    /// <param name="partitions">How many it has now.</param>
    /// <param name="ofPartitions">Partitions of the topic.</param>
    /// <param name="committed">Up to where they are committed, on average.</param>
    /// <param name="from">When it begins to read them, in s.</param>
    public void Assign(int first, int partitions, int ofPartitions, double committed, double from)
    {
        if (Partitions > 0)
        {
            var kept = Math.Max(0, Math.Min(first + partitions, FirstPartition + Partitions) - Math.Max(first, FirstPartition));
            _twice += (int)((Position - _from) / Unit * kept / Partitions);
        }

        (FirstPartition, Partitions) = (first, partitions);
        Unit = partitions == 0 ? 0 : (double)ofPartitions / partitions;
        (_from, Position) = (committed, committed);
        _reader = Math.Max(_reader, from);
        while (_window < _reader) NextWindow(_window + (Drift * member));
    }

    /// <summary>Goes on until <paramref name="until"/>.</summary>
    public void Advance(double until)
    {
        if (Partitions == 0) return;
        while (_reader < until)
        {
            var need = settings.MaxBatchSize - _gathered;
            var end = Math.Min(until, _window);
            var there = Available(end);
            var full = double.PositiveInfinity;
            if (there >= need)
            {
                full = Math.Max(flow.TimeOf(Position + (need * Unit)), _reader + work.GatherBatch + (need * work.GatherRecord));
                full = work.Awake(Math.Max(full, work.Fetched(_fetched, full, need)), _lastSecond);
            }

            if (full <= _window)
            {
                // A batch that becomes full after this step is gathered now all the same: its records are there.
                Gather(need, full);
                _anyFull = true;
                _reader = Flush(full);
                if (_reader >= _window) NextWindow(_reader);
                continue;
            }

            var some = (int)Math.Min(Math.Min(there, need - 1), Math.Max(0, (end - _reader) / work.GatherRecord));
            Gather(some, end);
            if (_window > until)
            {
                _reader = Math.Min(until, _reader + (some * work.GatherRecord));
                return;
            }

            _reader = work.Awake(_window, _lastSecond) + (Drift * member);
            if (!_anyFull)
            {
                if (_gathered > 0) _reader = Flush(_reader);
                _reader += settings.SubscriberIdleBackoffMs * 1e-3;
            }

            NextWindow(_reader);
        }
    }

    private void NextWindow(double begins) => (_window, _anyFull) = (begins + settings.SubscriberIntervalInSeconds, false);

    private long Available(double time) => (long)Math.Floor(((flow.CountAt(time) - Position) / Unit) + 1e-6);

    private void Gather(int records, double at)
    {
        if (records <= 0) return;
        _fetched = work.Fetched(_fetched, at, records);
        _gathered += records;
        Position += records * Unit;
    }

    /// <summary>Hands the batch over as soon as there is a place, and returns when that was.</summary>
    private double Flush(double at)
    {
        while (_underway.Count > 0 && _underway.Peek() <= at) _underway.Dequeue();
        if (_underway.Count >= settings.ExecutorChannelCapacity)
        {
            var place = _underway.ElementAt(_underway.Count - settings.ExecutorChannelCapacity);
            var retry = settings.ChannelFullRetryIntervalInMs * 1e-3;
            at += Math.Ceiling((place - at) / retry) * retry;
        }

        var start = work.Awake(Math.Max(at, _free), _lastSecond);
        Measure(start, _gathered);
        var seconds = work.Batch(_gathered, Partitions) + TickDocuments(start);
        var done = machine?.Done(start, seconds) ?? start + seconds;
        executed(new Batch(this, _gathered, _gathered - _twice, FirstPartition, Partitions, _from + Unit, Position, start, done, start - _free > Dozes));
        (_free, _gathered, _twice, _from) = (done, 0, 0, Position);
        _underway.Enqueue(done);
        return at;
    }

    private void Measure(double at, int records)
    {
        if ((long)at != _second)
        {
            _lastSecond = (long)at == _second + 1 ? _thisSecond : 0;
            (_second, _thisSecond) = ((long)at, 0);
        }

        _thisSecond += records;
    }

    private double TickDocuments(double now)
    {
        var minute = (long)(now / 60);
        if (minute == _minute) return 0;
        _minute = minute;
        return work.Documents(ActiveDevices * work.DocumentsAtTick, Partitions);
    }
}

/// <summary>A batch that an instance executes.</summary>
/// <param name="Instance">Whose.</param>
/// <param name="Records">Records of it.</param>
/// <param name="Distinct">Records of it, without those that are in it a second time.</param>
/// <param name="FirstPartition">First of the partitions that it commits.</param>
/// <param name="Partitions">How many partitions it commits.</param>
/// <param name="First">Place of its first record in the topic.</param>
/// <param name="Last">Place of its last record in the topic.</param>
/// <param name="Start">Start of the execution, in s.</param>
/// <param name="Done">End of the execution, in s.</param>
/// <param name="Idle">Whether the instance had nothing to do before.</param>
internal readonly record struct Batch(
    Instance Instance, int Records, int Distinct, int FirstPartition, int Partitions, double First, double Last, double Start, double Done, bool Idle);
