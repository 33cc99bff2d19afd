using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using ServerlessIot.Ops.Api.Access.Tokens;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Ops.Api.Restores;
using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>
/// What every request passes: the check of the caller and of what they may do, the entry in the access log, without which nothing is answered,
/// and the turning of failures into problem details.
/// </summary>
public sealed class ApiGuard(IApiAccess access, RefusalLog refusals, RestoreHandler restores, AccessNotes notes, ILogger<ApiGuard> logger)
{
    /// <summary>Runs a handler for a caller that has at least a role.</summary>
    public async Task<IActionResult> RunAsync(HttpRequest request, ApiRole role, Func<Caller, Task<IActionResult>> handle, CancellationToken cancellationToken)
    {
        try
        {
            var admission = await access.AdmitAsync(request, cancellationToken);
            if (!admission.Granted) return refusals.Note(request, admission.Refusal, null);
            var caller = admission.Caller;
            var note = await notes.BeginAsync(request, caller, cancellationToken);
            var answer = caller.Role < role
                ? Problem.NotAllowed($"This takes the app role Iot.{role}, and the token gives Iot.{caller.Role}.")
                : await HandleAsync(handle, caller, cancellationToken);
            await NoteAsync(note, answer, cancellationToken);
            return answer is Problem { Refuses: true } problem ? refusals.Note(request, problem, caller) : answer;
        }
        catch (Exception error) when (error is StoreUnavailableException or LogUnavailableException or IdentityUnavailableException)
        {
            // The message may hold addresses, which are the operator's business and not the caller's.
            logger.Unavailable(error, LogText.Path(request));
            return Problem.Unavailable(error switch
            {
                LogUnavailableException => "The log did not answer in time.",
                IdentityUnavailableException => "The keys that tokens are checked with cannot be had now.",
                _ => "The store did not answer in time.",
            });
        }
        catch (BadHttpRequestException error)
        {
            return new Problem("bad-request", "The request cannot be read.", error.StatusCode, error.Message);
        }
    }

    private async Task NoteAsync(AccessEntry note, IActionResult answer, CancellationToken cancellationToken)
    {
        try
        {
            await notes.EndAsync(note, answer, cancellationToken);
        }
        catch
        {
            // It will not be written, so nobody else lets go of what it holds.
            if (answer is IAsyncDisposable held) await held.DisposeAsync();
            throw;
        }
    }

    private async Task<IActionResult> HandleAsync(Func<Caller, Task<IActionResult>> handle, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            return await handle(caller);
        }
        catch (BlobArchivedException archived)
        {
            return await restores.AskAsync(caller, archived, cancellationToken);
        }
    }
}
