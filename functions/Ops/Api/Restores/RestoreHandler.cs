using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Restore;

namespace ServerlessIot.Ops.Api.Restores;

/// <summary>Jobs that bring rows back from the tier Archive.</summary>
public sealed class RestoreHandler(RestoreStep restores)
{
    private const int IdLength = 32;
    private const string RetryAfter = "600";

    /// <summary>A job; 404 when there is none of this id, or the caller does not see all of its tenants.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (id.Length != IdLength || !id.All(char.IsAsciiHexDigitLower)) return None;
        if (await restores.FindAsync(id, cancellationToken) is not { } job) return None;
        var seen = job.Tenants is null ? caller.Tenants.Names is null : job.Tenants.All(tenant => caller.Tenants.Contains(tenant));
        return seen ? Answer(job, StatusCodes.Status200OK) : None with { Refuses = true };
    }

    /// <summary>202: what was asked for is brought back first.</summary>
    internal async Task<IActionResult> AskAsync(Caller caller, BlobArchivedException archived, CancellationToken cancellationToken) =>
        Answer(await restores.AskAsync(archived.Blobs, caller.Tenants.Names, cancellationToken), StatusCodes.Status202Accepted);

    private static JsonAnswer<RestoreState> Answer(RestoreJob job, int status)
    {
        var headers = new Dictionary<string, string> { ["Location"] = $"/api/restores/{job.Id}" };
        if (job.Ready < job.Segments.Count) headers["Retry-After"] = RetryAfter;
        return new JsonAnswer<RestoreState>(new RestoreState(job.Id, job.State, job.Segments.Count, job.Ready, job.Asked, job.Until), ApiJson.Readable.RestoreState, status, headers: headers);
    }

    private static Problem None => Problem.NotFound("There is no such restore, or its time is over.");
}

/// <summary>A job as it is answered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>running</c>, or <c>ready</c>: ask again for what you wanted.</param>
/// <param name="Segments">Segments that are brought back.</param>
/// <param name="Ready">How many of them can be read.</param>
/// <param name="Asked">When it was asked for first, Unix milliseconds.</param>
/// <param name="Until">When they go back, Unix milliseconds.</param>
public sealed record RestoreState(string Id, string State, int Segments, int Ready, long Asked, long Until);
