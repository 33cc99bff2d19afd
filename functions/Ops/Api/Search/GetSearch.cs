using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Search;

/// <summary>GET /api/search: stored events of all devices by place, time and attribute.</summary>
public sealed class GetSearch(ApiGuard guard, SearchHandler search)
{
    /// <summary>See <see cref="SearchHandler.GetAsync"/>.</summary>
    [Function(nameof(GetSearch))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "search")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => search.GetAsync(caller, request, cancellationToken), cancellationToken);
}
