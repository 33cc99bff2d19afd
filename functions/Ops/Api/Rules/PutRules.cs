using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Rules;

/// <summary>PUT /api/rules: publishes a rule file.</summary>
public sealed class PutRules(ApiGuard guard, RuleHandler rules)
{
    /// <summary>See <see cref="RuleHandler.PutAsync"/>.</summary>
    [Function(nameof(PutRules))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "rules")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Admin, caller => rules.PutAsync(caller, request, cancellationToken), cancellationToken);
}
