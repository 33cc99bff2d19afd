using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Rules;

/// <summary>GET /api/rules/schema: the JSON Schema of rule files.</summary>
public sealed class GetRulesSchema(ApiGuard guard)
{
    /// <summary>See <see cref="RuleHandler.SchemaAsync"/>.</summary>
    [Function(nameof(GetRulesSchema))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "rules/schema")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, _ => RuleHandler.SchemaAsync(), cancellationToken);
}
