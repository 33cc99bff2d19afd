using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Rules;

/// <summary>GET /api/rules: the rule file that was published last, or the one that ships.</summary>
public sealed class GetRules(ApiGuard guard, RuleHandler rules)
{
    /// <summary>See <see cref="RuleHandler.GetAsync"/>.</summary>
    [Function(nameof(GetRules))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "rules")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Admin, caller => rules.GetAsync(caller, cancellationToken), cancellationToken);
}
