using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using ServerlessIot.Steps.Access;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>
/// Notes each request of a known caller in the access log before it is answered, so that nothing is handed out unseen; one that changes or deletes
/// something already before it begins.
/// </summary>
public sealed class AccessNotes(AccessLog log, TimeProvider time)
{
    private const int Longest = 1024;

    /// <summary>First part of addresses whose second one is a tenant.</summary>
    private static readonly string[] OfTenants = ["devices", "alerts", "statistics", "registry", "groups"];

    /// <summary>The entry of a request, written when the request is no mere reading.</summary>
    internal async Task<AccessEntry> BeginAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var entry = new AccessEntry
        {
            Id = Guid.NewGuid().ToString("N"),
            Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Who = caller.Name,
            Role = caller.Role.ToString(),
            Method = request.Method,
            Path = Cut(request.Path.ToUriComponent()),
            Query = request.QueryString.HasValue ? Cut(request.QueryString.ToUriComponent()) : null,
            Tenants = TenantOf(request) is { } tenant ? [tenant] : caller.Tenants.Names,
        };
        if (!HttpMethods.IsGet(request.Method)) await log.WriteAsync(entry, cancellationToken);
        return entry;
    }

    /// <summary>Writes the entry with what became of the request.</summary>
    internal Task EndAsync(AccessEntry entry, IActionResult answer, CancellationToken cancellationToken) =>
        log.WriteAsync(entry with { Status = (answer as IStatusCodeActionResult)?.StatusCode ?? StatusCodes.Status200OK }, cancellationToken);

    private static string? TenantOf(HttpRequest request) =>
        request.Path.Value?.Split('/', StringSplitOptions.RemoveEmptyEntries) is ["api", var kind, var tenant, ..] && OfTenants.Contains(kind) ? tenant
        : request.Query["tenant"] is [{ Length: > 0 } asked] ? asked
        : null;

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest];
}
