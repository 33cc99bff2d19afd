using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Store;

/// <summary>A device's history from the hot blobs of its partition whose time span touches the range.</summary>
public sealed class ArchiveHistory(IBlobStore blobs, ILogWriter log, TopicNames topics) : IHistory
{
    /// <summary>Blobs read at once.</summary>
    private const int Parallel = 8;
    private readonly HotArchive archive = new(blobs);
    private int partitions;

    /// <inheritdoc/>
    public async IAsyncEnumerable<DeviceEvent> ReadAsync(
        string tenant, string device, long from, long to, HistoryKey? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (partitions == 0) partitions = await log.PartitionsAsync(topics.Raw, cancellationToken);
        var partition = Murmur2.Partition(Encoding.UTF8.GetBytes($"{tenant}/{device}"), partitions);
        var manifest = await archive.ManifestAsync(partition, cancellationToken);
        from = Math.Max(from, after?.Time ?? from);
        // As EventJson writes it.
        var quoted = JsonEncodedText.Encode(device, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
        var rows = new List<DeviceEvent>();
        foreach (var group in manifest.Blobs.Where(blob => blob.To >= from && blob.From < to).Chunk(Parallel))
        {
            var read = await Task.WhenAll(group.Select(blob => archive.ReadAsync(blob, line => line.Span.IndexOf(quoted) >= 0, cancellationToken)));
            rows.AddRange(read.SelectMany(found => found).Where(row => row.Tenant == tenant && row.Device == device && row.Time >= from && row.Time < to));
        }

        foreach (var row in rows.OrderBy(HistoryKey.Of))
        {
            if (after is null || HistoryKey.Of(row) > after) yield return row;
        }
    }
}
