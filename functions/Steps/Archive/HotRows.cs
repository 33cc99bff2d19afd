using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>Reads hot blobs, each held against what the manifest says of it.</summary>
internal static class HotRows
{
    /// <summary>Rows of a blob in the order of the log, less those that were erased.</summary>
    /// <param name="blobs">Where it lies.</param>
    /// <param name="blob">The blob, as the manifest names it.</param>
    /// <param name="erasures">Whose rows count no more.</param>
    /// <param name="text">Only rows in whose JSON this stands are read, a device's id for example; null = all.</param>
    /// <param name="cost">Counts the bytes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BlobGoneException">It is not there.</exception>
    /// <exception cref="CorruptDataException">It is damaged, or holds more or fewer rows.</exception>
    internal static async Task<List<DeviceEvent>> ReadAsync(IArchiveBlobs blobs, HotBlob blob, Erasures erasures, string? text, ReadCost cost, CancellationToken cancellationToken)
    {
        var content = await blobs.DownloadAsync(blob.Name, cancellationToken) ?? throw new BlobGoneException($"{blob.Name} is not there.");
        cost.Add(content.Content.Length);
        // As EventJson writes it; nothing stands in every line.
        var wanted = text is null ? [] : JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
        var (rows, lines) = LineChunk.Decode(content.Content, line => line.Span.IndexOf(wanted) >= 0);
        if (lines != blob.Rows) throw new CorruptDataException($"{blob.Name} holds {lines} rows; the manifest says {blob.Rows}.");
        rows.RemoveAll(erasures.Cover);
        return rows;
    }
}
