using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>What every request passes: the check of the caller, and the turning of failures into problem details.</summary>
public sealed class ApiGuard(ApiAccess access, ILogger<ApiGuard> logger)
{
    /// <summary>Runs a handler for a caller that is let in.</summary>
    public async Task<IActionResult> RunAsync(HttpRequest request, Func<Task<IActionResult>> handle)
    {
        if (access.Check(request) is { } refused) return refused;
        try
        {
            return await handle();
        }
        catch (Exception error) when (error is StoreUnavailableException or LogUnavailableException)
        {
            // The message may hold addresses, which are the operator's business and not the caller's.
            logger.Unavailable(error, request.Path);
            return Problem.Unavailable(error is LogUnavailableException ? "The log did not answer in time." : "The store did not answer in time.");
        }
        catch (BadHttpRequestException error)
        {
            return new Problem("bad-request", "The request cannot be read.", error.StatusCode, error.Message);
        }
    }
}
