using ServerlessIot.Host.Apps;

namespace ServerlessIot.Host.Status;

/// <summary>What a function has done since the host started; written by its instances, read by <c>/admin/status</c>.</summary>
internal sealed class FunctionStatus(FunctionDefinition function)
{
    /// <summary>The lag of a function whose lag is not known yet, or not now.</summary>
    public const long UnknownLag = -1;

    private long _records, _batches, _failures, _lag = UnknownLag;
    private int _running, _instances;
    private volatile string? _lastError;

    public FunctionDefinition Function => function;
    public string? Topic { get; init; }
    public string? Group { get; init; }

    /// <summary>Records handed over in executions that succeeded, or that were given up; requests and runs for other kinds.</summary>
    public long Records => Interlocked.Read(ref _records);

    /// <summary>Executions that succeeded.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>Executions that failed.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    public string? LastError => _lastError;
    public bool Running => Volatile.Read(ref _running) > 0;

    public int Instances
    {
        get => Volatile.Read(ref _instances);
        set => Volatile.Write(ref _instances, value);
    }

    public long Lag
    {
        get => Interlocked.Read(ref _lag);
        set => Interlocked.Exchange(ref _lag, value);
    }

    public void Begin() => Interlocked.Increment(ref _running);

    public void Succeed(int records)
    {
        Interlocked.Add(ref _records, records);
        Interlocked.Increment(ref _batches);
        Interlocked.Decrement(ref _running);
        HostMetrics.Executed(function, records, failed: false);
    }

    public void Fail(Exception error)
    {
        Interlocked.Increment(ref _failures);
        Interlocked.Decrement(ref _running);
        Report($"{error.GetType().Name}: {error.Message}");
        HostMetrics.Executed(function, 0, failed: true);
    }

    /// <summary>Records that were skipped because their execution failed for good.</summary>
    public void GiveUp(int records) => Interlocked.Add(ref _records, records);

    /// <summary>Keeps a text as the last error.</summary>
    public void Report(string error) => _lastError = error;
}
