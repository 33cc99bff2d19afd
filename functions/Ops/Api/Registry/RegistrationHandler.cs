using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>Registers devices one by one.</summary>
public sealed class RegistrationHandler(DeviceRegistry registry, RegistryReader reader)
{
    private const int MostBytes = 64 << 10;

    /// <summary>A registered device; 404 when it is not registered, or of a tenant that the caller does not see.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        (tenant, device) = Address(parameters, tenant, device);
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Contains(tenant)) return None(tenant, device) with { Refuses = true };
        return await registry.FindAsync(tenant, device, cancellationToken) is { } found
            ? Answer(RegistrationAnswer.Of(await reader.WithTwinAsync(found, cancellationToken)), found.Version, StatusCodes.Status200OK)
            : None(tenant, device);
    }

    /// <summary>Registers a device (201), or replaces what was said of it (200); 412 where If-Match or If-None-Match demand something else.</summary>
    public async Task<IActionResult> PutAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        // A page of another site can make a browser send text, but neither JSON nor a token.
        if (!request.HasJsonContentType()) return new Problem("unsupported-media-type", "The body is no JSON.", StatusCodes.Status415UnsupportedMediaType, "Send the device with content-type application/json.");
        var parameters = new Parameters(request);
        (tenant, device) = Address(parameters, tenant, device);
        if (parameters.Problem is null && !caller.Tenants.Contains(tenant)) return None(tenant, device) with { Refuses = true };
        var draft = await ReadAsync(request, parameters, tenant, device, cancellationToken);
        if (parameters.Problem is { } problem) return problem;
        RegistryWrite<DeviceRegistration> written;
        try
        {
            written = await registry.WriteAsync(draft!, caller.Name, Preconditions.Of(request), cancellationToken);
        }
        catch (OutOfServiceFullException error)
        {
            return Problem.Conflict($"The device is stored as out of service, but bridges do not know it. {error.Message} Take others out of the registry or into service, and send it again.");
        }

        return written.Document is { } document
            ? Answer(RegistrationAnswer.Of(await reader.WithTwinAsync(document, cancellationToken)), document.Version, written.Outcome == RegistryOutcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            : Preconditions.Failed;
    }

    /// <summary>Takes a device out of the registry, and answers what was said of it; what it sent stays.</summary>
    public async Task<IActionResult> DeleteAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        (tenant, device) = Address(parameters, tenant, device);
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Contains(tenant)) return None(tenant, device) with { Refuses = true };
        var (deleted, otherVersion) = await registry.DeleteAsync(tenant, device, caller.Name, Preconditions.Of(request), cancellationToken);
        return deleted is not null ? Answer(RegistrationAnswer.Of(deleted), null, StatusCodes.Status200OK) : otherVersion ? Preconditions.Failed : None(tenant, device);
    }

    private static async Task<RegistrationDraft?> ReadAsync(HttpRequest request, Parameters parameters, string tenant, string device, CancellationToken cancellationToken)
    {
        if (await BoundedBody.ReadAsync(request, MostBytes, cancellationToken) is not { } bytes) return parameters.Fault<RegistrationDraft?>("body", $"The body has at most {MostBytes} bytes.", null);
        try
        {
            using var body = JsonDocument.Parse(bytes, JsonMembers.Strict);
            var faults = new List<FieldFault>();
            var draft = RegistrationReader.Read(body.RootElement, tenant, device, faults);
            foreach (var fault in faults) parameters.Fault(fault.Field, fault.Reason, "");
            return draft;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter for names with half a character, escaped.
            return parameters.Fault<RegistrationDraft?>("body", $"The body is no JSON: {error.Message}", null);
        }
    }

    private static (string Tenant, string Device) Address(Parameters parameters, string tenant, string device)
    {
        tenant = parameters.Tenant(tenant);
        device = parameters.Segment("device", device, RegistrationRules.NameLength);
        if (!RegistrationRules.IsName(device)) parameters.Fault("device", $"device has 1 to {RegistrationRules.NameLength} characters without '/', '+', '#' or control characters.", "");
        return (tenant, device);
    }

    private static JsonAnswer<RegistrationAnswer> Answer(RegistrationAnswer device, string? version, int status) =>
        new(device, ApiJson.Readable.RegistrationAnswer, status, headers: version is null ? null : new Dictionary<string, string> { ["ETag"] = version });

    private static Problem None(string tenant, string device) => Problem.NotFound($"Device {tenant}/{device} is not registered.");
}
