using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Statistics;

/// <summary>Answers how many devices of which kind and state a tenant has now, from their twins.</summary>
public sealed class TenantStatisticsHandler(IDocumentStore store)
{
    private const int DefaultLimit = 10_000;
    private const int MostLimit = 50_000;

    /// <summary>Totals of a part of the tenant's devices, up to a limit; with next for the following part, whose totals add to these. 404 for other tenants.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        tenant = parameters.Tenant(tenant);
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.After());
        if (parameters.Problem is { } problem) return problem;
        var none = $"Nothing was ever received of tenant {tenant}.";
        if (!caller.Tenants.Contains(tenant)) return Problem.Hidden(none);
        var totals = new TenantTotals();
        string? last = null, next = null;
        await foreach (var twin in store.QueryAsync<DeviceTwin>(Containers.Twins, null, [tenant], after, limit + 1, cancellationToken))
        {
            if (totals.Devices == limit)
            {
                next = last;
                break;
            }

            totals.Add(twin.Body);
            last = twin.Key;
        }

        if (totals.Devices == 0 && after is null) return Problem.NotFound(none);
        return new JsonAnswer<TenantStatistics>(totals.ToStatistics(next), ApiJson.Readable.TenantStatistics);
    }
}
