using System.Runtime.CompilerServices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Doubles;

/// <summary>A history of very many events, each made when it is read, which notes how much memory is held meanwhile.</summary>
/// <param name="count">Events; they are spread evenly over the range.</param>
/// <param name="make">Makes one of its number and time.</param>
public sealed class EndlessHistory(int count, Func<int, long, DeviceEvent> make) : IHistory
{
    private const int LookEvery = 100_000;

    /// <summary>Bytes of the heap at its largest.</summary>
    public long Largest { get; private set; }

    public int Given { get; private set; }

    public async IAsyncEnumerable<DeviceEvent> ReadAsync(string tenant, string device, long from, long to, HistoryKey? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (var i = 0; i < count; i++)
        {
            Given++;
            yield return make(i, from + ((to - from) / count * i));
            if (i % LookEvery == LookEvery - 1) Largest = Math.Max(Largest, GC.GetTotalMemory(forceFullCollection: true));
        }
    }
}
