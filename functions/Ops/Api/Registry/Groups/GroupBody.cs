using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry.Groups;

/// <summary>Reads whom a group means: <c>{"filter":{"type":"meter","tags":{"site":"north"},"firmwareBelow":"1.4","online":false,"silentForSeconds":300}}</c>.</summary>
internal static class GroupBody
{
    private const int MostBytes = 64 << 10;

    /// <summary>The filter; its faults, if any, are noted in the parameters.</summary>
    public static async Task<DeviceFilter> ReadAsync(HttpRequest request, Parameters parameters, CancellationToken cancellationToken)
    {
        if (await BoundedBody.ReadAsync(request, MostBytes, cancellationToken) is not { } bytes) return parameters.Fault("body", $"The body has at most {MostBytes} bytes.", new DeviceFilter());
        try
        {
            using var body = JsonDocument.Parse(bytes, JsonMembers.Strict);
            if (body.RootElement.ValueKind != JsonValueKind.Object) return parameters.Fault("body", "The body is a JSON object.", new DeviceFilter());
            var faults = new List<FieldFault>();
            var members = new JsonMembers(body.RootElement, faults);
            var filter = members.Object("filter") is { } element ? Filter(element, faults) : null;
            members.RefuseOthers();
            // Whoever forgets it does not mean all devices.
            if (filter is null && faults.Count == 0) faults.Add(new("filter", "filter is an object; {} means all devices."));
            if (faults.Count == 0) faults.AddRange(filter!.Check());
            foreach (var fault in faults) parameters.Fault(fault.Field, fault.Reason, "");
            return filter ?? new DeviceFilter();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter for names with half a character, escaped.
            return parameters.Fault("body", $"The body is no JSON: {error.Message}", new DeviceFilter());
        }
    }

    private static DeviceFilter Filter(JsonElement body, List<FieldFault> faults)
    {
        var members = new JsonMembers(body, faults);
        var filter = new DeviceFilter
        {
            Type = members.Text("type"),
            Tags = members.Texts("tags", RegistrationRules.MostTags),
            Firmware = members.Text("firmware"),
            FirmwareBelow = members.Text("firmwareBelow"),
            Enabled = members.Truth("enabled"),
            Online = members.Truth("online"),
            SilentForSeconds = members.Whole("silentForSeconds"),
        };
        members.RefuseOthers();
        return filter;
    }
}
