using System.IO.Compression;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Store;

/// <summary>Reads hot blobs through the manifest, never by listing.</summary>
public sealed class HotArchive(IBlobStore blobs)
{
    private readonly StoreStep step = new(blobs);

    /// <summary>The manifest of one partition as it is now.</summary>
    public async Task<StoreState> ManifestAsync(int partition, CancellationToken cancellationToken) =>
        (await PartitionState<StoreState>.ReadAsync(blobs, step, partition, cancellationToken)).State;

    /// <summary>All rows of a partition with event time in [<paramref name="from"/>, <paramref name="to"/>), blob by blob, in the order of the log.</summary>
    public async IAsyncEnumerable<DeviceEvent> RowsAsync(
        int partition, long from, long to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var manifest = await ManifestAsync(partition, cancellationToken);
        foreach (var blob in manifest.Blobs.Where(blob => blob.To >= from && blob.From < to))
        {
            foreach (var row in await ReadAsync(blob, _ => true, cancellationToken))
            {
                if (row.Time >= from && row.Time < to) yield return row;
            }
        }
    }

    /// <summary>Rows of one blob whose raw line passes <paramref name="filter"/>; the line is parsed only then.</summary>
    /// <exception cref="JournalCorruptException">The manifest names a blob that is gone, short, or holds a line that is no event.</exception>
    public async Task<List<DeviceEvent>> ReadAsync(HotBlob blob, Func<ReadOnlyMemory<byte>, bool> filter, CancellationToken cancellationToken)
    {
        var content = await blobs.DownloadAsync(blob.Name, cancellationToken)
            ?? throw new JournalCorruptException($"The manifest names {blob.Name}, which does not exist.");
        using var gzip = new GZipStream(new MemoryStream(content.Content.ToArray()), CompressionMode.Decompress);
        var unpacked = new MemoryStream();
        await gzip.CopyToAsync(unpacked, cancellationToken);
        var rest = unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
        var (rows, lines) = (new List<DeviceEvent>(), 0);
        for (int end; (end = rest.Span.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            lines++;
            if (!filter(rest[..end])) continue;
            rows.Add(EventJson.TryRead(rest[..end], out var e) && e is not null ? e : throw new JournalCorruptException($"{blob.Name} holds a line that is no event."));
        }

        return lines == blob.Rows ? rows : throw new JournalCorruptException($"{blob.Name} holds {lines} rows; the manifest says {blob.Rows}.");
    }
}
