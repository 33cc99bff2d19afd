using ServerlessIot.Domain.Events;

namespace ServerlessIot.Ops.Api.Export;

/// <summary>A form of the file.</summary>
internal interface IExportFormat
{
    /// <summary>Writes all rows.</summary>
    Task WriteAsync(IAsyncEnumerable<DeviceEvent> rows, Stream to, CancellationToken cancellationToken);
}
