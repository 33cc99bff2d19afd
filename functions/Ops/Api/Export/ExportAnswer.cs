using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace ServerlessIot.Ops.Api.Export;

/// <summary>A file that is written while its rows are read. It has a slot, which it gives back when it was written or is disposed of.</summary>
internal sealed class ExportAnswer(ExportSlots slots, ExportRows rows, IExportFormat format, string name, string contentType) : IActionResult, IAsyncDisposable
{
    private bool ended;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (ended) return;
        ended = true;
        slots.Release();
        await rows.DisposeAsync();
    }

    /// <inheritdoc/>
    public async Task ExecuteResultAsync(ActionContext context)
    {
        await using var source = this;
        try
        {
            await WriteAsync(context);
        }
        catch
        {
            // Otherwise the part that was written would end like a whole file.
            if (context.HttpContext.Response.HasStarted) context.HttpContext.Abort();
            throw;
        }
    }

    private Task WriteAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name.Replace('/', '_').Replace('\\', '_'));
        response.ContentType = contentType;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        return format.WriteAsync(rows.ReadAsync(), response.Body, context.HttpContext.RequestAborted);
    }
}
