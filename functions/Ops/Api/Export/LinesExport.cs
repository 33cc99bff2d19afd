using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Ops.Api.Export;

/// <summary>Rows as JSON lines, byte by byte those of the archive's hot blobs.</summary>
internal sealed class LinesExport : IExportFormat
{
    private const int Block = 64 << 10;

    /// <inheritdoc/>
    public async Task WriteAsync(IAsyncEnumerable<DeviceEvent> rows, Stream to, CancellationToken cancellationToken)
    {
        var block = new ByteWriter();
        await foreach (var e in rows)
        {
            EventJson.Write(block, e);
            block.Byte((byte)'\n');
            if (block.Length < Block) continue;
            await to.WriteAsync(block.Written, cancellationToken);
            block.Clear();
        }

        await to.WriteAsync(block.Written, cancellationToken);
    }
}
