using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>Answers which devices are registered, and how many.</summary>
public sealed class RegistryListHandler(RegistryReader reader)
{
    private const int DefaultLimit = 100;
    private const int MostLimit = 1000;
    private const int DefaultCounted = 10_000;
    private const int MostCounted = 50_000;

    /// <summary>A page of the registered devices of the caller's tenants, or of one of them, that a filter means; ordered by tenant and device. A page may have less than the limit, or nothing, and go on.</summary>
    public async Task<IActionResult> ListAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var filter = FilterParameters.Read(request, parameters);
        var tenant = parameters.Text("tenant") is { } text ? parameters.Tenant(text) : null;
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.After());
        if (parameters.Problem is { } problem) return problem;
        // As of a tenant without devices.
        if (tenant is not null && !caller.Tenants.Contains(tenant)) return Answer([], null);
        return await PageAsync(reader, tenant is null ? caller.Tenants.Names : [tenant], filter, after, limit, cancellationToken);
    }

    /// <summary>Totals of a part of a tenant's registered devices, up to a limit; with next for the following part, whose totals add to these. 404 for other tenants.</summary>
    public async Task<IActionResult> CountAsync(Caller caller, HttpRequest request, string tenant, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        tenant = parameters.Tenant(tenant);
        var (limit, after) = (parameters.Limit(DefaultCounted, MostCounted), parameters.After());
        if (parameters.Problem is { } problem) return problem;
        var none = $"No device of tenant {tenant} is registered.";
        if (!caller.Tenants.Contains(tenant)) return Problem.Hidden(none);
        var totals = new RegistryTotals();
        string? last = null, next = null;
        await foreach (var device in reader.AllAsync(tenant, after, limit + 1, cancellationToken))
        {
            if (totals.Devices == limit)
            {
                next = last;
                break;
            }

            totals.Add(device);
            last = device.Key;
        }

        if (totals.Devices == 0 && after is null) return Problem.NotFound(none);
        return new JsonAnswer<RegistryCounts>(totals.ToCounts(next), ApiJson.Readable.RegistryCounts);
    }

    /// <summary>A page of what a filter means.</summary>
    internal static async Task<IActionResult> PageAsync(RegistryReader reader, IReadOnlyList<string>? tenants, DeviceFilter filter, string? after, int limit, CancellationToken cancellationToken)
    {
        var (devices, next) = await reader.PageAsync(tenants, filter, after, limit, cancellationToken);
        return Answer(devices, next);
    }

    private static JsonAnswer<Page<RegistrationAnswer>> Answer(IReadOnlyList<RegisteredDevice> devices, string? next) =>
        new(new([.. devices.Select(RegistrationAnswer.Of)], next), ApiJson.Readable.PageRegistrationAnswer);
}
