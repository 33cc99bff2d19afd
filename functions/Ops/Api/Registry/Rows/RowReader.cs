using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Api.Registry.Rows;

/// <summary>Reads the rows of a body.</summary>
internal abstract class RowReader
{
    private static readonly Dictionary<string, RowReader> Readers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["application/json"] = new JsonRows(),
        ["application/x-ndjson"] = new LineRows(),
        ["text/csv"] = new CsvRows(),
    };

    /// <summary>The reader of a request's body; null when there is none for what it says that it is.</summary>
    public static RowReader? For(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0 && MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.Value is null or "utf-8" or "UTF-8" or "\"utf-8\""
            ? Readers.GetValueOrDefault(type!.MediaType.Value ?? "")
            : null;

    /// <summary>Reads them; one that says nothing usable has a reason.</summary>
    /// <param name="body">The body.</param>
    /// <param name="tenant">Tenant of rows that name none; null = they have to.</param>
    /// <exception cref="NoRowsException">The body has no rows that can be told apart.</exception>
    public abstract IEnumerable<BulkRow> Read(ReadOnlyMemory<byte> body, string? tenant);
}
