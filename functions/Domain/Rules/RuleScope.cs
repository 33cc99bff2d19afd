using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules.Groups;

namespace ServerlessIot.Domain.Rules;

/// <summary>Which events a rule looks at: all parts that are given must match; the default matches everything.</summary>
public sealed record RuleScope
{
    /// <summary>Tenants.</summary>
    public TextPatterns? Tenants { get; init; }

    /// <summary>Device ids.</summary>
    public TextPatterns? Devices { get; init; }

    /// <summary>Groups of registered devices, of the device's tenant; a device belongs to none before it is registered.</summary>
    public TextPatterns? Groups { get; init; }

    /// <summary>Profiles: see <see cref="EventProfiles"/>. A rule that names none looks at all of devices.</summary>
    public IReadOnlyList<string>? Profiles { get; init; }

    /// <summary>Types of data, such as <c>temperature</c>.</summary>
    public TextPatterns? Types { get; init; }

    /// <summary>
    /// Attributes of the event by name, such as <c>production_line</c>; of a list of the payload, such as <c>active_alerts</c>, one entry has to match. An event that the rule would judge, had
    /// it the attributes, ends the rule's condition where it holds, and says nothing else; of a silence, nothing at all.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, TextPatterns>> Tags { get; init; } = [];

    /// <summary>Whether it is decided for each device, and not for tenants alone.</summary>
    internal bool NeedsDevice => Devices is not null;

    internal bool MatchesDevice(string tenant, string device, DeviceFacts? facts, GroupSet groups) =>
        Tenants?.Match(tenant) != false && Devices?.Match(device) != false && (Groups is null || (facts is not null && groups.Has(Groups, tenant, facts)));

    internal bool Matches(string profile, string type) => (Profiles?.Contains(profile) ?? true) && (Types?.Match(type) ?? true);

    internal bool MatchesTags(DeviceEvent e)
    {
        for (var i = 0; i < Tags.Count; i++)
        {
            if (EventProfiles.Find(e, Tags[i].Key) is not { } text || !Tags[i].Value.MatchPart(text)) return false;
        }

        return true;
    }
}
