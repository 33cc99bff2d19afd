using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessIot.SampleApp;

/// <summary>Functions for requests.</summary>
public sealed class HttpFunctions(Notebook notebook)
{
    /// <summary>Route value, query value and header back.</summary>
    [Function("Device")]
    public static IActionResult Device(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices/{id}/readings/{number:long}")] HttpRequest request,
        string id, long number, int? limit) =>
        new OkObjectResult(new { Id = id, Number = number, Limit = limit, Agent = request.Headers["X-Agent"].ToString() });

    /// <summary>The body back, with a status and a place.</summary>
    [Function("Create")]
    public static async Task<IActionResult> Create(
        [HttpTrigger(AuthorizationLevel.Function, "post", "put", Route = "devices/{id}")] HttpRequest request, string id, CancellationToken cancellation)
    {
        using var reader = new StreamReader(request.Body);
        return new CreatedResult($"/api/devices/{id}", new { Body = await reader.ReadToEndAsync(cancellation) });
    }

    /// <summary>No route, any method, nothing returned but a status.</summary>
    [Function("Plain")]
    public static IActionResult Plain([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => new NoContentResult();

    /// <summary>Bytes.</summary>
    [Function("Bytes")]
    public static IActionResult Bytes([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "bytes")] HttpRequest request) =>
        new FileContentResult([1, 2, 3], "application/octet-stream");

    /// <summary>Throws.</summary>
    [Function("Broken")]
    public IActionResult Broken([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "broken")] HttpRequest request) =>
        throw new InvalidOperationException($"secret of {notebook.Instance}");
}
