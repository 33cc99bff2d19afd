using System.Runtime.CompilerServices;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Faults.Tests.Simulation.Log;

/// <summary>Reads the log back for one process.</summary>
internal sealed class SimLogReader(EventLoop loop, SimBroker broker, SimProcess process) : ILogReader
{
    private const int Slice = 100;

    public async Task<(long First, long End)> BoundsAsync(string topic, int partition, CancellationToken cancellationToken)
    {
        await AnswerAsync();
        return (0, broker.End(topic, partition));
    }

    public async IAsyncEnumerable<LogRecord> ReadAsync(string topic, int partition, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = from; next < Math.Min(to, broker.End(topic, partition)); next++)
        {
            if ((next - from) % Slice == 0) await AnswerAsync();
            if (next < broker.End(topic, partition)) yield return broker.Of(topic, partition)[(int)next];
        }
    }

    private async Task AnswerAsync()
    {
        await process.DelayAsync(2 * EventLoop.Millisecond);
        if (broker.DownUntil <= loop.Now) return;
        await process.DelayAsync(10 * EventLoop.Second);
        throw new LogUnavailableException("The log does not answer.");
    }
}
