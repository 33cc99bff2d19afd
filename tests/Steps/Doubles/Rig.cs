using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>One step on doubles.</summary>
public sealed class Rig<TState> where TState : class
{
    private readonly Func<Rig<TState>, IDecider<TState>> make;
    private StepRunner<TState> runner;

    public Rig(Func<Rig<TState>, IDecider<TState>> make)
    {
        this.make = make;
        Valid = new ValidLog(Log);
        runner = New();
    }

    public MemoryLog Log { get; } = new(1);

    public MemoryBlobs Blobs { get; } = new();

    public MemoryDocuments Documents { get; } = new();

    public ValidLog Valid { get; }

    public Task RunAsync(params IReadOnlyList<LogRecord> batch) => runner.RunAsync(batch, CancellationToken.None);

    /// <summary>A new instance takes over, cold.</summary>
    public void Restart() => runner = New();

    /// <summary>The state as the journal holds it.</summary>
    public async Task<PartitionState<TState>> StateAsync() => await PartitionState<TState>.ReadAsync(Blobs, make(this), 0, CancellationToken.None);

    /// <summary>The journal's state in bytes.</summary>
    public async Task<byte[]> BytesAsync()
    {
        var to = new ByteWriter();
        make(this).Save((await StateAsync()).State, to);
        return to.Written.ToArray();
    }

    private StepRunner<TState> New() => new(make(this), Blobs, Log, Log, new TopicNames(), TimeProvider.System, NullLogger<StepRunner<TState>>.Instance);
}
