using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Rules.Groups;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Ticking;

namespace ServerlessIot.Ops.Api.Registry.Groups;

/// <summary>Groups of registered devices, and who belongs to them.</summary>
public sealed class GroupHandler(DeviceGroups groups, RegistryReader reader, TickStep ticks, TimeProvider time)
{
    private const int DefaultLimit = 100;
    private const int MostLimit = 1000;

    /// <summary>A group; 404 when there is none, or it is of a tenant that the caller does not see.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, string name, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        (tenant, name) = Address(parameters, tenant, name);
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Contains(tenant)) return None(tenant, name) with { Refuses = true };
        return await groups.FindAsync(tenant, name, cancellationToken) is { } group ? Answer(group.Body, group.Version, StatusCodes.Status200OK) : None(tenant, name);
    }

    /// <summary>Makes a group (201), or changes whom it means (200), and has a tick tell every partition at once; 412 where If-Match or If-None-Match demand something else.</summary>
    public async Task<IActionResult> PutAsync(Caller caller, HttpRequest request, string tenant, string name, CancellationToken cancellationToken)
    {
        // A page of another site can make a browser send text, but neither JSON nor a token.
        if (!request.HasJsonContentType()) return new Problem("unsupported-media-type", "The body is no JSON.", StatusCodes.Status415UnsupportedMediaType, "Send {\"filter\": {…}} with content-type application/json.");
        var parameters = new Parameters(request);
        (tenant, name) = Address(parameters, tenant, name);
        if (parameters.Problem is null && !caller.Tenants.Contains(tenant)) return None(tenant, name) with { Refuses = true };
        var filter = await GroupBody.ReadAsync(request, parameters, cancellationToken);
        if (parameters.Problem is { } problem) return problem;
        RegistryWrite<DeviceGroup> written;
        try
        {
            written = await groups.WriteAsync(tenant, name, filter, caller.Name, Preconditions.Of(request), cancellationToken);
        }
        catch (GroupsFullException error)
        {
            return Problem.Conflict($"The group is stored, but rules do not know it as it is now. {error.Message} Delete others, and send it again.");
        }

        if (written.Outcome is RegistryOutcome.Created or RegistryOutcome.Updated) await ticks.RunAsync(time.GetUtcNow(), cancellationToken);
        return written.Document is { } group ? Answer(group.Body, group.Version, written.Outcome == RegistryOutcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK) : Preconditions.Failed;
    }

    /// <summary>Deletes a group, and answers what it was; its devices stay.</summary>
    public async Task<IActionResult> DeleteAsync(Caller caller, HttpRequest request, string tenant, string name, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        (tenant, name) = Address(parameters, tenant, name);
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Contains(tenant)) return None(tenant, name) with { Refuses = true };
        var (deleted, otherVersion) = await groups.DeleteAsync(tenant, name, Preconditions.Of(request), cancellationToken);
        if (deleted is not null) await ticks.RunAsync(time.GetUtcNow(), cancellationToken);
        return deleted is not null ? Answer(deleted.Body, null, StatusCodes.Status200OK) : otherVersion ? Preconditions.Failed : None(tenant, name);
    }

    /// <summary>A page of a tenant's groups by name; none of a tenant that the caller does not see.</summary>
    public async Task<IActionResult> ListAsync(Caller caller, HttpRequest request, string tenant, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        tenant = parameters.Tenant(tenant);
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.After());
        if (parameters.Problem is { } problem) return problem;
        // As of a tenant without groups.
        if (!caller.Tenants.Contains(tenant)) return Answer(new Page<Document<DeviceGroup>>([], null));
        return Answer(await Page<Document<DeviceGroup>>.TakeAsync(groups.AllAsync(tenant, after, limit + 1, cancellationToken), limit, group => group.Key, cancellationToken));
    }

    /// <summary>A page of the devices that a group means now, by name; it may have less than the limit, or nothing, and go on.</summary>
    public async Task<IActionResult> DevicesAsync(Caller caller, HttpRequest request, string tenant, string name, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        (tenant, name) = Address(parameters, tenant, name);
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.After());
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Contains(tenant)) return None(tenant, name) with { Refuses = true };
        return await groups.FindAsync(tenant, name, cancellationToken) is { } group
            ? await RegistryListHandler.PageAsync(reader, [tenant], group.Body.Filter, after, limit, cancellationToken)
            : None(tenant, name);
    }

    private static (string Tenant, string Name) Address(Parameters parameters, string tenant, string name)
    {
        tenant = parameters.Tenant(tenant);
        name = parameters.Segment("name", name, RegistrationRules.NameLength);
        if (!RegistrationRules.IsName(name)) parameters.Fault("name", $"name has 1 to {RegistrationRules.NameLength} characters without '/', '+', '#' or control characters.", "");
        return (tenant, name);
    }

    private static JsonAnswer<GroupAnswer> Answer(DeviceGroup group, string? version, int status) =>
        new(GroupAnswer.Of(group), ApiJson.Readable.GroupAnswer, status, headers: version is null ? null : new Dictionary<string, string> { ["ETag"] = version });

    private static JsonAnswer<Page<GroupAnswer>> Answer(Page<Document<DeviceGroup>> page) =>
        new(new([.. page.Items.Select(group => GroupAnswer.Of(group.Body))], page.Next), ApiJson.Readable.PageGroupAnswer);

    private static Problem None(string tenant, string name) => Problem.NotFound($"Tenant {tenant} has no group {name}.");
}
