using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Simulation;

/// <summary>How long an instance takes for what, in s.</summary>
public sealed class Work
{
    private readonly TriggerCosts _trigger;
    private readonly WaitCosts _waits;
    private readonly StepCosts _step;
    private readonly double _cores;
    private readonly double _slow;
    private readonly double _fetch;
    private readonly double _documentsPerPartition;

    /// <summary>For instances with so many cores.</summary>
    /// <param name="costs">What work costs.</param>
    /// <param name="step">What the function's step costs.</param>
    /// <param name="settings">The trigger's.</param>
    /// <param name="cores">Cores of an instance.</param>
    /// <param name="documentsPerPartition">Documents a second that the store takes for each partition.</param>
    public Work(Costs.Costs costs, StepCosts step, TriggerSettings settings, double cores, double documentsPerPartition = double.PositiveInfinity)
    {
        _documentsPerPartition = documentsPerPartition;
        (_trigger, _waits, _step, _cores) = (costs.Trigger, costs.Waits, step, cores);
        // One thread does it, so more than one core does not make it faster, but less than one makes it slower.
        _slow = 1e-6 / Math.Min(1, cores);
        _fetch = (settings.Prefetched ? _trigger.FetchMicrosPerRecordPrefetched : _trigger.FetchMicrosPerRecord) * _slow;
        GatherRecord = _trigger.GatherMicrosPerRecord * _slow;
        GatherBatch = _trigger.FetchMicrosPerBatch * _slow;
    }

    /// <summary>Gathering a record.</summary>
    public double GatherRecord { get; }

    /// <summary>Gathering a batch, besides its records.</summary>
    public double GatherBatch { get; }

    /// <summary>When the client will have fetched so many more records, in s; while nobody takes any, it fetches ahead up to its limit.</summary>
    /// <param name="before">When it had fetched those before, in s.</param>
    /// <param name="now">In s.</param>
    /// <param name="records">How many.</param>
    public double Fetched(double before, double now, int records) => Math.Max(before, now - (_trigger.FetchesAhead * _fetch)) + (records * _fetch);

    /// <summary>Documents for each device that sent since the last tick.</summary>
    public double DocumentsAtTick => _step.DocumentsPerDeviceAndTick;

    /// <summary>CPU, in core-seconds, of a batch of <paramref name="records"/>.</summary>
    public double Cpu(int records) => 1e-6 * (
        _trigger.HostMicrosPerBatch + _trigger.WorkerMicrosPerBatch
        + (records * (_trigger.HostMicrosPerRecord + _trigger.WorkerMicrosPerRecord + _step.CpuMicrosPerRecord))
        + (records * _step.DocumentsPerRecord * _waits.DocumentCpuMicros));

    /// <summary>CPU, in core-seconds, of every second that an instance is up.</summary>
    public double CpuWhileUp => 1e-3 * (_trigger.HostMillisPerSecond + _trigger.WorkerMillisPerSecond);

    /// <summary>Partitions that the records of a batch are of, for an instance that has <paramref name="partitions"/>.</summary>
    public static double Touched(int records, int partitions) => partitions * (1 - Math.Pow(1 - (1.0 / partitions), records));

    /// <summary>Executing a batch.</summary>
    public double Batch(int records, int partitions)
    {
        var touched = Touched(records, partitions);
        var seconds = (_trigger.HandMicrosPerBatch * _slow) + (records * _trigger.HandMicrosPerRecord * _slow)
            + (records * _step.WallMicrosPerRecord * 1e-6 / Math.Min(_cores, Math.Max(1, touched)))
            + (1e-3 * ((_step.Appends * _waits.AppendMillis) + (_step.Uploads * _waits.UploadMillis) + (_step.Heads * _waits.HeadMillis) + (_step.Publishes * _waits.PublishMillis)))
            + (records * _step.DocumentsInTurn * _waits.DocumentMillis * 1e-3)
            + Documents(records * _step.DocumentsPerRecord, touched);
        return Math.Max(seconds, Cpu(records) / _cores);
    }

    /// <summary>Writing documents of so many partitions' records.</summary>
    public double Documents(double documents, double partitions) => documents <= 0 ? 0 : Math.Max(
        Math.Max(1, documents / (_waits.DocumentsAtOnce * Math.Max(1, partitions))) * _waits.DocumentMillis * 1e-3,
        Math.Max(documents * _waits.DocumentCpuMicros * 1e-6 / _cores, documents / _documentsPerPartition / Math.Max(1, partitions)));

    /// <summary>Delay of a record besides gathering and executing.</summary>
    /// <param name="idle">Whether the instance had nothing to do before.</param>
    /// <param name="quantile">From 0 to 1.</param>
    public double Delay(bool idle, double quantile) => 1e-3 * ((idle ? _trigger.WakeMillis : 0) + (_trigger.JitterMillis * Math.Pow(quantile, _trigger.JitterPower)));

    /// <summary>The first moment, in s, at or after <paramref name="time"/> in which an instance under so much load is not paused.</summary>
    public double Awake(double time, double recordsPerSecond)
    {
        if (recordsPerSecond < _trigger.StallFromRecordsPerSecond) return time;
        var since = time % _trigger.StallEverySeconds;
        return since < _trigger.StallMillis * 1e-3 ? time - since + (_trigger.StallMillis * 1e-3) : time;
    }
}
