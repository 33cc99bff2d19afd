using ServerlessIot.Domain.Archive.Parquet;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Ops.Api.Export;

/// <summary>Rows as Parquet.</summary>
internal sealed class ParquetExport(ParquetNames names) : IExportFormat
{
    /// <inheritdoc/>
    public async Task WriteAsync(IAsyncEnumerable<DeviceEvent> rows, Stream to, CancellationToken cancellationToken)
    {
        var writer = new ParquetWriter(to, names);
        await foreach (var e in rows) await writer.AddAsync(e, cancellationToken);
        await writer.CompleteAsync(cancellationToken);
    }
}
