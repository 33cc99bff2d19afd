using System.Collections.Frozen;

namespace ServerlessIot.Domain.Residency;

/// <summary>
/// Which tenants' records may be in which region: settings <c>Regions__…</c>, the same for the bridge and all functions of a deployment. A record of a
/// tenant that is bound to another region than <see cref="Here"/> is written nowhere: the bridge does not take it, and Validate forgets its bytes.
/// </summary>
public sealed record TenantRegions
{
    private const int LongestName = 64;
    private Parsed? parsed;

    /// <summary>No tenant is bound.</summary>
    public static TenantRegions None { get; } = new();

    /// <summary>The region that this deployment is in, such as <c>westeurope</c>, 1 to 64 characters. Needed when a tenant is bound.</summary>
    public string Here { get; init; } = "";

    /// <summary>Bound tenants, such as <c>acme=westeurope, globex=eastus</c>. Others may be anywhere.</summary>
    public string Tenants { get; init; } = "";

    /// <summary>Bridges of other regions, which MQTT 5.0 devices are sent to, such as <c>eastus=mqtt.us.example.com:8883</c>.</summary>
    public string Servers { get; init; } = "";

    /// <summary>Whether records of a tenant may be written here.</summary>
    public bool Allow(string tenant) => RegionOf(tenant) is not { } region || region == Here;

    /// <summary>Region that a tenant is bound to; null when it is bound to none.</summary>
    public string? RegionOf(string tenant) => Maps.Tenants.GetValueOrDefault(tenant);

    /// <summary>The bridge of a region; null when none is known.</summary>
    public string? ServerOf(string region) => Maps.Servers.GetValueOrDefault(region);

    /// <summary>Reads all settings.</summary>
    /// <exception cref="FormatException">One cannot be understood; the message names it.</exception>
    public void Check()
    {
        if (Here.Length > LongestName || Here.Any(c => char.IsControl(c) || c is ',' or '=')) throw new FormatException($"Regions__Here is '{Here}': a name of 1 to {LongestName} characters without comma and = is needed.");
        if (Maps.Tenants.Count > 0 && Here.Length == 0) throw new FormatException("Regions__Tenants binds tenants, and Regions__Here does not say which region this is.");
    }

    // A copy with other texts has what was read of the old ones.
    private Parsed Maps =>
        parsed is { } read && ReferenceEquals(read.Of.Tenants, Tenants) && ReferenceEquals(read.Of.Servers, Servers)
            ? read
            : parsed = new Parsed((Tenants, Servers), Pairs(nameof(Tenants), Tenants), Pairs(nameof(Servers), Servers));

    private static FrozenDictionary<string, string> Pairs(string setting, string text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', StringSplitOptions.TrimEntries);
            if (parts is not [{ Length: > 0 } name, { Length: > 0 } value]) throw new FormatException($"Regions__{setting} holds '{pair}': name=value, separated by commas, is needed.");
            if (!pairs.TryAdd(name, value)) throw new FormatException($"Regions__{setting} names '{name}' twice.");
        }

        return pairs.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record Parsed((string Tenants, string Servers) Of, FrozenDictionary<string, string> Tenants, FrozenDictionary<string, string> Servers);
}
