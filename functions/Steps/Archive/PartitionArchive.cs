using System.Runtime.CompilerServices;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>Everything that one partition's manifest names, never what a listing shows.</summary>
public sealed class PartitionArchive(IArchiveBlobs blobs, KeyRings rings) : IDisposable
{
    private readonly SegmentStore segments = new(blobs, rings);
    private readonly StoreStep step = new(blobs);

    /// <inheritdoc/>
    public void Dispose() => segments.Dispose();

    /// <summary>The manifest of one partition as it is now.</summary>
    public async Task<StoreState> ManifestAsync(int partition, CancellationToken cancellationToken) =>
        (await PartitionState<StoreState>.ReadAsync(blobs, step, partition, cancellationToken)).State;

    /// <summary>All rows of a partition with event time in [<paramref name="from"/>, <paramref name="to"/>): segment by segment, then blob by blob in the order of the log, less those that were erased.</summary>
    /// <exception cref="CorruptDataException">What the manifest names is gone, short, or damaged.</exception>
    public async IAsyncEnumerable<DeviceEvent> RowsAsync(int partition, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var manifest = await ManifestAsync(partition, cancellationToken);
        foreach (var segment in manifest.Segments.Where(segment => segment.To >= from && segment.From < to))
        {
            await using var rows = segments.RowsAsync(segment, manifest.Erasures, new ReadCost(), cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(rows))
            {
                if (rows.Current.Time >= from && rows.Current.Time < to) yield return rows.Current;
            }
        }

        foreach (var blob in manifest.Blobs.Where(blob => blob.To >= from && blob.From < to))
        {
            foreach (var row in await ReadAsync(blob, cancellationToken))
            {
                if (row.Time >= from && row.Time < to && !manifest.Erasures.Cover(row)) yield return row;
            }
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<DeviceEvent> rows)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (BlobGoneException exception)
        {
            throw new CorruptDataException(exception.Message, exception);
        }
    }

    /// <summary>Rows of one hot blob, in the order of the log, erased ones too.</summary>
    /// <exception cref="CorruptDataException">The blob is gone, short, or holds a line that is no event.</exception>
    public async Task<IReadOnlyList<DeviceEvent>> ReadAsync(HotBlob blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        try
        {
            return await HotRows.ReadAsync(blobs, blob, Erasures.None, null, new ReadCost(), cancellationToken);
        }
        catch (BlobGoneException exception)
        {
            throw new CorruptDataException(exception.Message, exception);
        }
    }
}
