using System.Runtime.CompilerServices;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Archive;

/// <summary>Merges sources that are each in <see cref="RowOrder"/> into one that is. Holds one row of each, and what the sources hold.</summary>
internal static class RowMerge
{
    internal static async IAsyncEnumerable<DeviceEvent> Merge(IReadOnlyList<IAsyncEnumerable<DeviceEvent>> sources, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var queue = new PriorityQueue<IAsyncEnumerator<DeviceEvent>, DeviceEvent>(RowOrder.Instance);
        var opened = new List<IAsyncEnumerator<DeviceEvent>>();
        try
        {
            foreach (var source in sources)
            {
                var rows = source.GetAsyncEnumerator(cancellationToken);
                opened.Add(rows);
                if (await rows.MoveNextAsync()) queue.Enqueue(rows, rows.Current);
            }

            while (queue.TryDequeue(out var rows, out var row))
            {
                yield return row;
                if (await rows.MoveNextAsync()) queue.Enqueue(rows, rows.Current);
            }
        }
        finally
        {
            foreach (var rows in opened) await rows.DisposeAsync();
        }
    }
}
