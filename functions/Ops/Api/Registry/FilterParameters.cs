using Microsoft.AspNetCore.Http;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>Reads a filter from an address: <c>type=meter&amp;tag=site:north&amp;tag=floor:2&amp;firmwareBelow=1.4&amp;online=false</c>.</summary>
internal static class FilterParameters
{
    /// <summary>The filter; its faults, if any, are noted in the parameters.</summary>
    public static DeviceFilter Read(HttpRequest request, Parameters parameters)
    {
        var filter = new DeviceFilter
        {
            Type = parameters.Text("type"),
            Tags = Tags(request, parameters),
            Firmware = parameters.Text("firmware"),
            FirmwareBelow = parameters.Text("firmwareBelow"),
            Enabled = Truth("enabled"),
            Online = Truth("online"),
            SilentForSeconds = parameters.Has("silentForSeconds") ? parameters.Number("silentForSeconds", 1, 1, DeviceFilter.MostSilence) : null,
        };
        foreach (var fault in filter.Check()) parameters.Fault(fault.Field, fault.Reason, "");
        return filter;

        bool? Truth(string name) => parameters.Word(name, "true", "false") is { } word ? word == "true" : null;
    }

    private static IReadOnlyDictionary<string, string>? Tags(HttpRequest request, Parameters parameters)
    {
        if (!request.Query.TryGetValue("tag", out var texts) || texts.Count == 0) return null;
        if (texts.Count > RegistrationRules.MostTags) return parameters.Fault<IReadOnlyDictionary<string, string>?>("tag", $"There are at most {RegistrationRules.MostTags} of tag.", null);
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
            if (colon < 1) return parameters.Fault<IReadOnlyDictionary<string, string>?>("tag", "tag is NAME:VALUE.", null);
            if (!tags.TryAdd(text![..colon], text[(colon + 1)..])) return parameters.Fault<IReadOnlyDictionary<string, string>?>("tag", "A tag is asked for once.", null);
        }

        return tags;
    }
}
