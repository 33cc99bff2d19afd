using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Alerts;

/// <summary>Answers alerts, and lets people acknowledge, clear and reopen them.</summary>
public sealed class AlertHandler(IDocumentStore store, TimeProvider time)
{
    private const int DefaultLimit = 100;
    private const int MostLimit = 1000;
    private const int IdLength = 128;
    private const int Tries = 20;

    /// <summary>A page of the alerts of the caller's tenants, of one state or of all, of the storm that one alert stands for or of all, ordered by tenant, device and id.</summary>
    public async Task<IActionResult> ListAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var state = parameters.Word("state", AlertStates.Open, AlertStates.Acknowledged, AlertStates.Cleared);
        var parent = parameters.Text("parent") is { } text ? parameters.Segment("parent", text, IdLength) : null;
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.After());
        if (parameters.Problem is { } problem) return problem;
        var documents = parent is null
            ? store.QueryAsync<AlertDocument>(Containers.Alerts, state, caller.Tenants.Names, after, limit + 1, cancellationToken)
            : store.QueryByAsync<AlertDocument>(Containers.Alerts, "parent", parent, state, caller.Tenants.Names, after, limit + 1, cancellationToken);
        var page = await Page<Document<AlertDocument>>.TakeAsync(documents, limit, document => document.Key, cancellationToken);
        return new JsonAnswer<Page<AlertDocument>>(new([.. page.Items.Select(document => document.Body)], page.Next), ApiJson.Readable.PageAlertDocument);
    }

    /// <summary>One alert.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, string device, string id, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (partition, alert) = (parameters.Partition(tenant, device), parameters.Segment("id", id, IdLength));
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Owns(partition)) return NotFound(partition, alert) with { Refuses = true };
        var document = await store.ReadAsync<AlertDocument>(Containers.Alerts, partition, alert, cancellationToken);
        return document is null ? NotFound(partition, alert) : Found(document.Body, document.Version);
    }

    /// <summary>Somebody takes an alert: the holder of the token, or whom the body names.</summary>
    public Task<IActionResult> AcknowledgeAsync(Caller caller, HttpRequest request, string tenant, string device, string id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, request, tenant, device, id, AlertLifecycle.Acknowledge, cancellationToken);

    /// <summary>Somebody says that an alert is over: the holder of the token, or whom the body names.</summary>
    public Task<IActionResult> ClearAsync(Caller caller, HttpRequest request, string tenant, string device, string id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, request, tenant, device, id, AlertLifecycle.Clear, cancellationToken);

    /// <summary>Somebody says that an alert is neither over nor taken: the holder of the token, or whom the body names.</summary>
    public Task<IActionResult> ReopenAsync(Caller caller, HttpRequest request, string tenant, string device, string id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, request, tenant, device, id, AlertLifecycle.Reopen, cancellationToken);

    private async Task<IActionResult> ChangeAsync(
        Caller caller, HttpRequest request, string tenant, string device, string id, Func<AlertDocument, string, long, AlertTransition> change, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (partition, alert) = (parameters.Partition(tenant, device), parameters.Segment("id", id, IdLength));
        // A page of another site can make a browser post text, but neither JSON nor a token.
        if (caller.Name is null && !request.HasJsonContentType()) return new Problem("unsupported-media-type", "The body is no JSON.", StatusCodes.Status415UnsupportedMediaType, "Send {\"by\": \"name\"} with content-type application/json.");
        var by = caller.Name ?? await AlertActionReader.ReadAsync(request, parameters, cancellationToken);
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Owns(partition)) return NotFound(partition, alert) with { Refuses = true };
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var document = await store.ReadAsync<AlertDocument>(Containers.Alerts, partition, alert, cancellationToken);
            if (document is null) return NotFound(partition, alert);
            var (next, reason) = change(document.Body, by, time.GetUtcNow().ToUnixTimeMilliseconds());
            if (next is null) return Problem.Conflict(reason!);
            if (ReferenceEquals(next, document.Body)) return Found(next, document.Version);
            if (await store.TryWriteAsync(Containers.Alerts, partition, alert, next, document.Version, cancellationToken) is { } version) return Found(next, version);
        }

        return Problem.Unavailable($"The alert was changed by others {Tries} times in a row.");
    }

    private static JsonAnswer<AlertDocument> Found(AlertDocument alert, string version) => new(alert, ApiJson.Readable.AlertDocument, headers: new Dictionary<string, string> { ["ETag"] = version });

    private static Problem NotFound(string partition, string alert) => Problem.NotFound($"Device {partition} has no alert {alert}.");
}
