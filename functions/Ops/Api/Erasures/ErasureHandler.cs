using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Erase;

namespace ServerlessIot.Ops.Api.Erasures;

/// <summary>Erasures of devices' data.</summary>
public sealed class ErasureHandler(EraseStep erase, EraseJobs jobs)
{
    private const int ReasonLength = 500;
    private const int DefaultLimit = 100;
    private const int MostLimit = 1000;
    private const string RetryAfter = "600";

    /// <summary>Erases what arrived of a device until now: 202, and readers leave it out already; 409 under a legal hold.</summary>
    public async Task<IActionResult> AskAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        tenant = parameters.Tenant(tenant);
        (_, device) = parameters.Device(tenant, device);
        var reason = parameters.Text("reason")?.Trim() ?? "";
        if (reason.Length is 0 or > ReasonLength || reason.Any(char.IsControl)) parameters.Fault("reason", $"reason says in 1 to {ReasonLength} characters why; it stands in the certificate.", "");
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Contains(tenant)) return None with { Refuses = true };
        try
        {
            return Answer(await erase.AskAsync(tenant, device, reason, caller.Name, cancellationToken), StatusCodes.Status202Accepted);
        }
        catch (ErasureHeldException held)
        {
            return Problem.Conflict(held.Message);
        }
    }

    /// <summary>An erasure; 404 when there is none of this id, or it is of a tenant that the caller does not see.</summary>
    public Task<IActionResult> GetAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        WithAsync(caller, id, job => Task.FromResult<IActionResult>(Answer(job, StatusCodes.Status200OK)), cancellationToken);

    /// <summary>Looks for its rows in every blob and segment that counts, past what makes readers leave them out.</summary>
    public Task<IActionResult> VerifyAsync(Caller caller, string id, CancellationToken cancellationToken) => WithAsync(
        caller,
        id,
        async job =>
        {
            var left = await erase.LookAsync(job, cancellationToken);
            var check = new ErasureCheck(job.Id, left.Sum(part => part.Rows), [.. left.Select(part => part.Blob)], job.Sha256 is null ? null : Certificate.IsWhole(job));
            return new JsonAnswer<ErasureCheck>(check, ApiJson.Readable.ErasureCheck);
        },
        cancellationToken);

    /// <summary>A page of the erasures of the caller's tenants, by id.</summary>
    public async Task<IActionResult> ListAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.Text("after"));
        if (after is not null && !EraseJobs.IsId(after)) parameters.Fault("after", "after is the value of next of the page before.", "");
        if (parameters.Problem is { } problem) return problem;
        var ids = await jobs.AllAsync(after, limit, cancellationToken);
        var seen = new List<ErasureState>();
        foreach (var id in ids)
        {
            if (await jobs.FindAsync(id, cancellationToken) is { } job && caller.Tenants.Contains(job.Tenant)) seen.Add(new(job.Id, job.Tenant, job.Device, job.State, job.Before, job.Completed));
        }

        return new JsonAnswer<Page<ErasureState>>(new(seen, ids.Count == limit ? ids[^1] : null), ApiJson.Readable.PageErasureState);
    }

    private async Task<IActionResult> WithAsync(Caller caller, string id, Func<EraseJob, Task<IActionResult>> answer, CancellationToken cancellationToken)
    {
        if (!EraseJobs.IsId(id) || await jobs.FindAsync(id, cancellationToken) is not { } job) return None;
        return caller.Tenants.Contains(job.Tenant) ? await answer(job) : None with { Refuses = true };
    }

    /// <summary>The very bytes that a certificate's checksum is of.</summary>
    private static BytesAnswer Answer(EraseJob job, int status)
    {
        var headers = new Dictionary<string, string> { ["Location"] = $"/api/erasures/{job.Id}" };
        if (job.State != EraseStates.Complete) headers["Retry-After"] = RetryAfter;
        return new BytesAnswer(Certificate.ToJson(job), "application/json", headers, status);
    }

    private static Problem None => Problem.NotFound("There is no such erasure.");
}
