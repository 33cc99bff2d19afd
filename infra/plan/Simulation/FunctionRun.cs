using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Simulation;

/// <summary>A function with its instances, as the platform starts and stops them.</summary>
public sealed class FunctionRun
{
    private const int Samples = 5;

    // Multiples of these are spread evenly over a unit, however many there are, and independently of each other.
    private const double Golden = 0.6180339887498949;
    private const double Irrational = 0.4142135623730951;
    private readonly FunctionSize _size;
    private readonly PlatformCosts _platform;
    private readonly Work _work;
    private readonly ScaleRule _rule;
    private readonly Calendar _done;
    private readonly double _step;
    private readonly double _phase;
    private readonly Machine? _machine;
    private readonly List<Instance> _instances = [];
    private readonly List<double> _starting = [];
    private readonly double[] _committed;
    private readonly PriorityQueue<Batch, double> _uncommitted = new();
    private readonly Instance?[] _owners;
    private double _moves = double.PositiveInfinity;
    private double _assigned;
    private double _nextLook;
    private long _born;
    private long _sampled;

    /// <summary>A function that reads <paramref name="input"/> from its beginning.</summary>
    /// <param name="size">Its scaling.</param>
    /// <param name="costs">What work costs.</param>
    /// <param name="step">What its step costs.</param>
    /// <param name="input">Arrivals in its topic.</param>
    /// <param name="stepSeconds">Length of a step, in s.</param>
    /// <param name="cores">Cores of an instance; null = by its memory.</param>
    /// <param name="documentsPerPartition">Documents a second that the store takes for each partition.</param>
    /// <param name="phase">From 0 to 1: when its windows begin and which partitions its instances get, which is up to chance.</param>
    /// <param name="assigned">
    /// With it, windows of the first instances and looks at the lag begin together, as on the local function host, which starts both at once; these instances
    /// have partitions so many s later. Null: when their windows begin is up to chance, as in Azure.
    /// </param>
    /// <param name="machine">Cores that its instances share; null: each has its own, as in Azure.</param>
    public FunctionRun(FunctionSize size, Costs.Costs costs, StepCosts step, Flow input, double stepSeconds, double? cores = null, double documentsPerPartition = double.PositiveInfinity, double phase = 0, double? assigned = null, Machine? machine = null)
    {
        (_size, _platform, _step, Input, _phase, _machine) = (size, costs.Platform, stepSeconds, input, phase, machine);
        _work = new Work(costs, step, size.Trigger, cores ?? size.MemoryMegabytes / costs.Platform.MegabytesPerCore, documentsPerPartition);
        _rule = new ScaleRule(size.LagThreshold, size.Partitions, size.AlwaysReady, size.Maximum, costs.Platform.CooldownSeconds);
        _done = new Calendar(stepSeconds);
        _committed = new double[size.Partitions];
        _owners = new Instance?[size.Partitions];
        for (var i = 0; i < Math.Min(size.AlwaysReady, size.Partitions); i++) _instances.Add(Born(0, assigned is null ? size.Trigger.SubscriberIntervalInSeconds : 0));
        Assign(assigned ?? 0);
    }

    /// <summary>Its scaling.</summary>
    public FunctionSize Size => _size;

    /// <summary>Arrivals in its topic.</summary>
    public Flow Input { get; }

    /// <summary>What it did since it was last taken.</summary>
    public Counters Counters { get; private set; } = new();

    /// <summary>Time from arrival in the topic to the end of the execution, since <see cref="ForgetLatency"/>.</summary>
    public Tally Latency { get; private set; } = new();

    /// <summary>Records behind at the end of the last step, as the platform sees it.</summary>
    public long Lag { get; private set; }

    /// <summary>Instances, those that start included.</summary>
    public int Instances => _instances.Count + _starting.Count;

    /// <summary>Called at every look with time, lag and the instances after it.</summary>
    public Action<double, long, int>? Looked { get; set; }

    /// <summary>What was counted since it was last taken.</summary>
    public Counters Take()
    {
        var taken = Counters;
        Counters = new Counters();
        return taken;
    }

    /// <summary>Begins a new <see cref="Latency"/>.</summary>
    public void ForgetLatency() => Latency = new Tally();

    /// <summary>Records whose execution ended in a step.</summary>
    public double Completed(int step) => _done.Of(step);

    /// <summary>Goes through the step that ends at <paramref name="until"/>; the input must have come that far.</summary>
    /// <param name="step">Number of the step.</param>
    /// <param name="until">Its end, in s.</param>
    /// <param name="activeDevices">Devices that send at least once a minute.</param>
    public void Advance(int step, double until, double activeDevices)
    {
        Move(until);
        foreach (var instance in _instances)
        {
            instance.ActiveDevices = activeDevices * instance.Partitions / _size.Partitions;
            instance.Advance(until);
        }

        Commit(until - _platform.CommitDelaySeconds);
        Lag = Math.Max(0, (long)Math.Floor(Input.Total - _committed.Average() + 1e-6));
        Count();
        if (until < _nextLook) return;
        _nextLook = until + _platform.LookEverySeconds - (_step / 2);
        Look(until);
        Looked?.Invoke(until, Lag, Instances);
    }

    private void Count()
    {
        Counters.Seconds += _step;
        Counters.InstanceSeconds += Instances * _step;
        Counters.Fewest = Math.Min(Counters.Fewest, Instances);
        Counters.Most = Math.Max(Counters.Most, Instances);
        Counters.LagSeconds += Lag * _step;
        Counters.HighestLag = Math.Max(Counters.HighestLag, Lag);
        Counters.Cpu += _instances.Count * _work.CpuWhileUp * _step;
    }

    /// <summary>Commits what was executed by a time, of partitions that its owner still has.</summary>
    private void Commit(double until)
    {
        while (_uncommitted.TryPeek(out var batch, out var done) && done <= until + 1e-9)
        {
            _uncommitted.Dequeue();
            for (var i = batch.FirstPartition; i < batch.FirstPartition + batch.Partitions; i++)
            {
                if (_owners[i] != batch.Instance || batch.Last <= _committed[i]) continue;
                Counters.Committed += (batch.Last - _committed[i]) / _committed.Length;
                _committed[i] = batch.Last;
            }
        }
    }

    private void Look(double now)
    {
        var target = _rule.Target(Lag, Instances, now);
        while (Instances < target) _starting.Add(now + _platform.StartSeconds);
        while (Instances > target && _starting.Count > 0) _starting.RemoveAt(_starting.Count - 1);
        if (_instances.Count <= target) return;
        Counters.Stops++;
        while (_instances.Count > target) _instances.RemoveAt(_instances.Count - 1);

        // Nobody reads their partitions until the group has noticed.
        _moves = now + _platform.LeaveSeconds;
    }

    private void Move(double until)
    {
        foreach (var up in _starting.Where(time => time <= until).ToList())
        {
            _moves = Math.Min(_moves, Noticed(up));
            _starting.Remove(up);
            _instances.Add(Born(up, _platform.StartSpreadSeconds));
        }

        if (_moves > until) return;
        if (_instances.Count > 0) Assign(_moves);
        _moves = double.PositiveInfinity;
    }

    /// <summary>When the others notice one that joins: all their heartbeats began when they last got partitions.</summary>
    private double Noticed(double joined) => _instances.Count == 0 || _platform.HeartbeatSeconds <= 0
        ? joined : _assigned + (Math.Ceiling((joined - _assigned) / _platform.HeartbeatSeconds) * _platform.HeartbeatSeconds);

    /// <summary>Those that one decision starts begin their windows nearly at once, and so they go on.</summary>
    private Instance Born(double at, double spreadSeconds)
    {
        var number = _born++;
        var earlier = spreadSeconds / _size.Trigger.SubscriberIntervalInSeconds * (((number * Golden) + _phase) % 1);
        return new Instance(_size.Trigger, _work, Input, Executed, at, Math.Min(1, earlier), ((number * Irrational) + _phase) % 1, _machine);
    }

    /// <summary>Ranges of partitions in the order of the members' ids, which are random: with each new member nearly all ranges move.</summary>
    private void Assign(double from)
    {
        foreach (var instance in _instances) instance.Advance(from);
        _assigned = from;
        // Who gives a partition up commits first what was executed of it.
        Commit(from);
        var next = 0;
        foreach (var (place, instance) in _instances.OrderBy(instance => instance.Member).Index())
        {
            var count = (_size.Partitions / _instances.Count) + (place < _size.Partitions % _instances.Count ? 1 : 0);
            var committed = _committed.AsSpan(next, count);
            committed.Fill(count == 0 ? 0 : committed.ToArray().Average());
            instance.Assign(next, count, _size.Partitions, count == 0 ? 0 : committed[0], from);
            _owners.AsSpan(next, count).Fill(instance);
            next += count;
        }
    }

    private void Executed(Batch batch)
    {
        _done.Enter(batch.Done, batch.Distinct);
        _uncommitted.Enqueue(batch, batch.Done);
        Counters.Batches++;
        Counters.Records += batch.Records;
        Counters.Touched += Work.Touched(batch.Records, batch.Instance.Partitions);
        Counters.Cpu += _work.Cpu(batch.Records);
        Bill(batch);
        for (var i = 0; i < Samples; i++)
        {
            var place = batch.First + ((batch.Last - batch.First) * (i + (_sampled * Irrational % 1)) / Samples);
            var arrived = Math.Min(Input.TimeOf(place), batch.Start);
            Latency.Add(batch.Done - arrived + _work.Delay(batch.Idle, _sampled++ * Golden % 1), (double)batch.Records / Samples);
        }
    }

    /// <summary>An active period costs at least a second, and then tenths of seconds.</summary>
    private void Bill(Batch batch)
    {
        var (begins, ends) = (Math.Max(batch.Start, batch.Instance.BilledUntil), batch.Done);
        if (batch.Start > batch.Instance.BilledUntil) ends = Math.Max(ends, batch.Start + 1);
        if (ends <= begins) return;
        ends = begins + (Math.Ceiling((ends - begins - 1e-9) * 10) / 10);
        batch.Instance.BilledUntil = ends;
        if (_instances.IndexOf(batch.Instance) < _size.AlwaysReady) Counters.BilledReady += ends - begins;
        else Counters.BilledOnDemand += ends - begins;
    }
}
