using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Audit;

/// <summary>Answers what Audit's last look found.</summary>
public sealed class AuditHandler(BooksStore store, AuditOptions options, TimeProvider time)
{
    /// <summary>The books, which count every tenant's messages together, so that only who sees all tenants sees them; 404 before the first look.</summary>
    /// <exception cref="StoreUnavailableException">The blob store did not answer.</exception>
    public async Task<IActionResult> GetAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Tenants.Names is not null) return Problem.NotAllowed("The books count every tenant's messages together: they are for administrators without tenants.");
        var (books, _) = await store.ReadAsync(cancellationToken);
        if (books is null) return Problem.NotFound("Audit has not looked at the books yet. It looks by the schedule Audit__Schedule.");
        return new JsonAnswer<AuditReport>(AuditReport.Of(books, time.GetUtcNow(), options.StaleAfter), ApiJson.Readable.AuditReport);
    }
}
