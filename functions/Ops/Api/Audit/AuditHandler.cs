using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Audit;

/// <summary>Answers what Audit's last look found.</summary>
public sealed class AuditHandler(BooksStore store, AuditOptions options, TimeProvider time)
{
    /// <summary>The books; 404 before the first look.</summary>
    /// <exception cref="StoreUnavailableException">The blob store did not answer.</exception>
    public async Task<IActionResult> GetAsync(CancellationToken cancellationToken)
    {
        var (books, _) = await store.ReadAsync(cancellationToken);
        if (books is null) return Problem.NotFound("Audit has not looked at the books yet. It looks by the schedule Audit__Schedule.");
        return new JsonAnswer<AuditReport>(AuditReport.Of(books, time.GetUtcNow(), options.StaleAfter), ApiJson.Readable.AuditReport);
    }
}
