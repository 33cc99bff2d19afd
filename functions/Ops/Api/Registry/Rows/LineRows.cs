using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Api.Registry.Rows;

/// <summary>Rows as lines of JSON; empty lines are none.</summary>
internal sealed class LineRows : RowReader
{
    /// <inheritdoc/>
    public override IEnumerable<BulkRow> Read(ReadOnlyMemory<byte> body, string? tenant)
    {
        var number = 0;
        while (!body.IsEmpty)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.Trim(" \t\r"u8).IsEmpty) continue;
            yield return JsonRows.Row(++number, line, tenant);
        }
    }
}
