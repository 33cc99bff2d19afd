using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace ServerlessIot.Ops.Api.Answers;

/// <summary>A body of bytes, as they are.</summary>
internal sealed class BytesAnswer(ReadOnlyMemory<byte> body, string contentType, IReadOnlyDictionary<string, string>? headers = null, int status = 200) : IStatusCodeActionResult
{
    /// <inheritdoc/>
    public int? StatusCode => status;

    /// <inheritdoc/>
    public Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        foreach (var (name, value) in headers ?? new Dictionary<string, string>()) response.Headers[name] = value;
        return response.Body.WriteAsync(body, context.HttpContext.RequestAborted).AsTask();
    }
}
