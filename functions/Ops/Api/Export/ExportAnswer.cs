using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace ServerlessIot.Ops.Api.Export;

/// <summary>A file that is written while its rows are read.</summary>
internal sealed class ExportAnswer(ExportSlots slots, ExportRows rows, IExportFormat format, string name, string contentType) : IActionResult
{
    /// <inheritdoc/>
    public async Task ExecuteResultAsync(ActionContext context)
    {
        await using var source = rows;
        if (!slots.TryTake())
        {
            await ExportSlots.Busy.ExecuteResultAsync(context);
            return;
        }

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
        finally
        {
            slots.Release();
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
