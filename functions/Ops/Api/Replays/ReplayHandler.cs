using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Replay.Jobs;

namespace ServerlessIot.Ops.Api.Replays;

/// <summary>Replays and rebuilds: asked for, looked at, ended.</summary>
public sealed class ReplayHandler(ReplayJobs jobs, ReplayOptions options, TimeProvider time)
{
    private const int IdLength = 32;
    private const int DefaultLimit = 100;
    private const int MostLimit = 1000;

    /// <summary>202 and a new job, or 200 and the one that stands for the same request; 409 where the key stands for another, or too many are under way.</summary>
    public async Task<IActionResult> StartAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        // A page of another site can make a browser post text, but neither JSON nor a token.
        if (!request.HasJsonContentType()) return new Problem("unsupported-media-type", "The body is no JSON.", StatusCodes.Status415UnsupportedMediaType, "Send the replay with content-type application/json.");
        var parameters = new Parameters(request);
        var wanted = await ReplayBodyReader.ReadAsync(request, parameters, options, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Contains(wanted.Tenant)) return Problem.Hidden($"There is no tenant {wanted.Tenant}.");
        var asked = await jobs.AskAsync(wanted, caller.Name, cancellationToken);
        return asked.Answer switch
        {
            ReplayAnswers.Begun => Answer(asked.Job!, StatusCodes.Status202Accepted),
            ReplayAnswers.Known => Answer(asked.Job!, StatusCodes.Status200OK),
            ReplayAnswers.OtherContent => Problem.Conflict($"The key {wanted.Key} stands for another replay."),
            _ => Problem.Conflict($"{options.MostJobs} replays are under way or wait; end one of them, or wait for one (Replay__MostJobs)."),
        };
    }

    /// <summary>A page of the jobs of the caller's tenants, ordered by id.</summary>
    public async Task<IActionResult> ListAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.Text("after"));
        var state = parameters.Word("state", ReplayStates.Running, ReplayStates.Waiting, ReplayStates.Restoring, ReplayStates.Done, ReplayStates.Cancelled, ReplayStates.Failed);
        if (after is not null && !IsId(after)) parameters.Fault("after", "after is the value of next of the page before.", "");
        if (parameters.Problem is { } problem) return problem;
        var found = (await jobs.ListAsync(cancellationToken))
            .Where(job => caller.Tenants.Contains(job.Request.Tenant) && (state is null || job.State == state) && string.CompareOrdinal(job.Id, after) > 0)
            .Take(limit + 1).Select(job => ReplayAnswer.Of(job, examples: false));
        var page = await Page<ReplayAnswer>.TakeAsync(found.ToAsyncEnumerable(), limit, job => job.Id, cancellationToken);
        return new JsonAnswer<Page<ReplayAnswer>>(page, ApiJson.Readable.PageReplayAnswer);
    }

    /// <summary>A job.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (!IsId(id) || await jobs.FindAsync(id, cancellationToken) is not { } job) return None;
        return caller.Tenants.Contains(job.Request.Tenant) ? Answer(job, StatusCodes.Status200OK) : None with { Refuses = true };
    }

    /// <summary>Ends a job; one that was ended before is answered as it is, one that is done or has failed with 409.</summary>
    public async Task<IActionResult> CancelAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (!IsId(id) || await jobs.FindAsync(id, cancellationToken) is not { } job) return None;
        if (!caller.Tenants.Contains(job.Request.Tenant)) return None with { Refuses = true };
        var ended = await jobs.CancelAsync(id, cancellationToken);
        return ended is null ? None
            : ended.State == ReplayStates.Cancelled ? Answer(ended, StatusCodes.Status200OK)
            : Problem.Conflict($"The replay is {ended.State}, and cannot be ended any more.");
    }

    private static bool IsId(string id) => id.Length == IdLength && id.All(char.IsAsciiHexDigitLower);

    private static JsonAnswer<ReplayAnswer> Answer(ReplayJob job, int status) => new(
        ReplayAnswer.Of(job, examples: true), ApiJson.Readable.ReplayAnswer, status, headers: new Dictionary<string, string> { ["Location"] = $"/api/replays/{job.Id}" });

    private static Problem None => Problem.NotFound("There is no such replay, or its time is over.");
}
