using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Faults.Tests.Simulation.Log;

/// <summary>The adapter's contract on a simulated producer: a call waits at most 60 s; the next one first awaits what is still queued; a producer that failed is replaced.</summary>
internal sealed class SimLogWriter(EventLoop loop, Chaos chaos, SimBroker broker, SimProcess process) : ILogWriter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<(SimProducer From, Task Sent)> abandoned = [];
    private SimProducer producer = new(loop, chaos, broker, process);

    public async Task WriteAsync(IReadOnlyList<OutRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return;
        foreach (var item in abandoned.ToArray())
        {
            if (item.From == producer && !producer.Dead) await WithinAsync(item.Sent.ContinueWith(_ => { }, cancellationToken, TaskContinuationOptions.None, loop), cancellationToken);
            abandoned.Remove(item);
        }

        if (producer.Dead) producer = new SimProducer(loop, chaos, broker, process);
        var from = producer;
        var sent = Queue(from, records);
        try
        {
            await WithinAsync(sent, cancellationToken);
        }
        catch (LogUnavailableException) when (!sent.IsCompleted)
        {
            abandoned.Add((from, sent));
            throw;
        }
    }

    public async Task<int> PartitionsAsync(string topic, CancellationToken cancellationToken)
    {
        await process.DelayAsync(EventLoop.Millisecond);
        if (broker.DownUntil > loop.Now) throw new LogUnavailableException("The log does not answer.");
        return broker.Partitions;
    }

    private static Task Queue(SimProducer to, IReadOnlyList<OutRecord> records)
    {
        var all = new TaskCompletionSource();
        var (left, failed) = (records.Count, false);
        foreach (var record in records)
        {
            to.Send(record, null, stored =>
            {
                failed |= !stored;
                if (--left > 0) return;
                if (failed) all.SetException(new LogUnavailableException("The producer failed for good."));
                else all.SetResult();
            });
        }

        return all.Task;
    }

    private async Task WithinAsync(Task sent, CancellationToken cancellationToken)
    {
        try
        {
            await sent.WaitAsync(Patience, process.Clock, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new LogUnavailableException("The log did not acknowledge within 60 s.", exception);
        }
    }
}
