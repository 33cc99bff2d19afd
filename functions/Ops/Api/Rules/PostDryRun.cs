using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Rules;

/// <summary>POST /api/rules/dry-run: what the rules of the body would have alerted.</summary>
public sealed class PostDryRun(ApiGuard guard, DryRunHandler trials)
{
    /// <summary>See <see cref="DryRunHandler.PostAsync"/>.</summary>
    [Function(nameof(PostDryRun))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "rules/dry-run")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Operator, caller => trials.PostAsync(caller, request, cancellationToken), cancellationToken);
}
