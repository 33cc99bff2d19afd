using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>One instance of a function: runs a step, and is replaced by a cold one when it crashed.</summary>
public sealed class Owner<TState>(Func<IDecider<TState>> decider, MemoryBlobs blobs, MemoryLog log) where TState : class
{
    private StepRunner<TState> runner = New(decider, blobs, log);

    /// <summary>Runs a batch; false when the instance crashed on it.</summary>
    public async Task<bool> TryRunAsync(IReadOnlyList<LogRecord> batch)
    {
        try
        {
            await runner.RunAsync(batch, CancellationToken.None);
            return true;
        }
        catch (Crash)
        {
            runner = New(decider, blobs, log);
            return false;
        }
    }

    private static StepRunner<TState> New(Func<IDecider<TState>> decider, MemoryBlobs blobs, MemoryLog log) =>
        new(decider(), blobs, log, log, new TopicNames(), new ImpatientTime(), NullLogger<StepRunner<TState>>.Instance, new JournalLimits { Blocks = 12, Bytes = 2_000 });

    /// <summary>Back-off takes no time.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.FromTicks(1) : dueTime, period);
    }
}
