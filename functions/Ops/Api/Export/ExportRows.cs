using ServerlessIot.Domain.Events;

namespace ServerlessIot.Ops.Api.Export;

/// <summary>Rows of which the first was read already, so that a store that does not answer is noticed before the answer begins.</summary>
internal sealed class ExportRows : IAsyncDisposable
{
    private readonly IAsyncEnumerator<DeviceEvent> source;
    private bool more;

    private ExportRows(IAsyncEnumerator<DeviceEvent> source) => this.source = source;

    internal static async Task<ExportRows> BeginAsync(IAsyncEnumerable<DeviceEvent> events, CancellationToken cancellationToken)
    {
        var rows = new ExportRows(events.GetAsyncEnumerator(cancellationToken));
        try
        {
            rows.more = await rows.source.MoveNextAsync();
            return rows;
        }
        catch
        {
            await rows.DisposeAsync();
            throw;
        }
    }

    /// <summary>All rows; to be asked for once.</summary>
    internal async IAsyncEnumerable<DeviceEvent> ReadAsync()
    {
        for (; more; more = await source.MoveNextAsync()) yield return source.Current;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();
}
