using System.Runtime.CompilerServices;
using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Archive;

/// <summary>
/// A device's history from everything that its partition's manifest names: hot blobs and segments of all tiers, only those whose span
/// touches the range, and of segments only the device's chunks. Rows come in order while the rest is still to be read.
/// </summary>
public sealed class ArchiveHistory(IArchiveBlobs blobs, ManifestReader manifests, SegmentStore segments, ILogWriter log, TopicNames topics) : IHistory
{
    /// <summary>How often a query begins again with a new manifest because a blob was gone.</summary>
    private const int MostRestarts = 10;
    private int partitions;

    /// <inheritdoc/>
    public IAsyncEnumerable<DeviceEvent> ReadAsync(string tenant, string device, long from, long to, HistoryKey? after, CancellationToken cancellationToken) =>
        ReadAsync(tenant, device, from, to, after, new ReadCost(), cancellationToken);

    /// <summary>The same, and counts what it costs.</summary>
    /// <exception cref="BlobArchivedException">Rows of the range must be brought back from the tier Archive first.</exception>
    /// <exception cref="CorruptDataException">A blob that the manifest names is damaged, or is not there.</exception>
    public async IAsyncEnumerable<DeviceEvent> ReadAsync(
        string tenant, string device, long from, long to, HistoryKey? after, ReadCost cost, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (partitions == 0) partitions = await log.PartitionsAsync(topics.Raw, cancellationToken);
        var partition = Murmur2.Partition(Encoding.UTF8.GetBytes($"{tenant}/{device}"), partitions);
        for (var restarts = 0; ; restarts++)
        {
            var manifest = await manifests.ReadAsync(partition, cancellationToken);
            var query = new DeviceQuery(blobs, segments, tenant, device, Math.Max(from, after?.Time ?? from), to, after, cost);
            try
            {
                await query.RequireAsync(manifest, cancellationToken);
            }
            catch (BlobGoneException) when (restarts < MostRestarts)
            {
                continue;
            }
            catch (BlobGoneException exception)
            {
                throw new CorruptDataException(exception.Message, exception);
            }

            await using var rows = query.RowsAsync(manifest, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await rows.MoveNextAsync()) yield break;
                }
                catch (BlobGoneException exception)
                {
                    if (restarts == MostRestarts) throw new CorruptDataException(exception.Message, exception);
                    break;
                }

                yield return rows.Current;
                after = HistoryKey.Of(rows.Current);
            }
        }
    }
}
