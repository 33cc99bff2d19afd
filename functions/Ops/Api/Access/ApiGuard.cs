using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>What every request passes: the check of the caller, and the turning of failures into problem details.</summary>
public sealed class ApiGuard(ApiAccess access)
{
    /// <summary>Runs a handler for a caller that is let in.</summary>
    public async Task<IActionResult> RunAsync(HttpRequest request, Func<Task<IActionResult>> handle)
    {
        if (access.Check(request) is { } refused) return refused;
        try
        {
            return await handle();
        }
        catch (StoreUnavailableException error)
        {
            return Problem.Unavailable(error.Message);
        }
        catch (LogUnavailableException error)
        {
            return Problem.Unavailable(error.Message);
        }
        catch (BadHttpRequestException error)
        {
            return new Problem("bad-request", "The request cannot be read.", error.StatusCode, error.Message);
        }
    }
}
