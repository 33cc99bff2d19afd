using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace ServerlessIot.Ops.Api.Answers;

/// <summary>A body of JSON. Writes itself, so that it needs none of MVC's services, which a worker may or may not have.</summary>
internal sealed class JsonAnswer<T>(T body, JsonTypeInfo<T> type, int status = 200, string contentType = "application/json", IReadOnlyDictionary<string, string>? headers = null) : IStatusCodeActionResult
{
    /// <inheritdoc/>
    public int? StatusCode => status;

    public T Body => body;

    /// <inheritdoc/>
    public Task ExecuteResultAsync(ActionContext context) =>
        new BytesAnswer(JsonSerializer.SerializeToUtf8Bytes(body, type), contentType, headers, status).ExecuteResultAsync(context);
}
