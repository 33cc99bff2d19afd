using System.Text.Json;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>Reads what somebody says of a device as JSON: <c>{"type":"meter","protocol":"mqtt","location":{"latitude":1,"longitude":2,"text":"roof"},"firmware":"1.2.0","model":"M1","tags":{"site":"north"},"enabled":true}</c>.</summary>
internal static class RegistrationReader
{
    /// <summary>Reads it, and checks it.</summary>
    /// <param name="body">The JSON.</param>
    /// <param name="tenant">Tenant where the body names none; null = it has to.</param>
    /// <param name="device">Device where the body names none; null = it has to.</param>
    /// <param name="faults">Gets what is wrong; the draft counts for nothing then.</param>
    public static RegistrationDraft? Read(JsonElement body, string? tenant, string? device, List<FieldFault> faults)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new("body", "A device is a JSON object."));
            return null;
        }

        var members = new JsonMembers(body, faults);
        var draft = new RegistrationDraft(
            new DeviceRegistration
            {
                Tenant = Named(members.Text("tenant"), tenant, "tenant", faults),
                Device = Named(members.Text("device"), device, "device", faults),
                Type = members.Text("type") ?? "",
                Protocol = members.Text("protocol"),
                Location = members.Object("location") is { } location ? Location(location, faults) : null,
                Firmware = members.Text("firmware"),
                Model = members.Text("model"),
                Tags = members.Texts("tags", RegistrationRules.MostTags),
            },
            members.Truth("enabled"));
        members.RefuseOthers();
        if (faults.Count == 0) faults.AddRange(RegistrationRules.Check(draft.Device));
        return draft;
    }

    private static string Named(string? said, string? address, string field, List<FieldFault> faults)
    {
        if (said is not null && address is not null && said != address) faults.Add(new(field, $"{field} is that of the address."));
        return said ?? address ?? "";
    }

    private static DeviceLocation? Location(JsonElement body, List<FieldFault> faults)
    {
        var members = new JsonMembers(body, faults);
        var location = new DeviceLocation(members.Number("latitude"), members.Number("longitude"), members.Number("altitude"), members.Text("text"));
        members.RefuseOthers();
        return location == new DeviceLocation(null, null, null, null) ? null : location;
    }
}
