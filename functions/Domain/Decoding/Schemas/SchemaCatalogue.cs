using System.Globalization;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Decoding.Schemas;

/// <summary>The schemas that payloads may name. Old and new versions are read side by side.</summary>
internal static class SchemaCatalogue
{
    private static readonly Schema[] All =
    [
        new("factory-reading", 1, EventProfiles.Factory, "device_id"),
        new("vehicle", 1, EventProfiles.Vehicle, "vin"),
        new("vehicle", 2, EventProfiles.Vehicle, "vehicle"),
        new("sensor-event", 1, EventProfiles.Sensor, "sensor_id"),
        new("sensor-event", 2, EventProfiles.Sensor, "sensor"),
        new("generic", 1, null, "value"),
    ];

    /// <summary>The known schemas, for people.</summary>
    internal static string Known { get; } = string.Join(", ", All.Select(schema => string.Create(CultureInfo.InvariantCulture, $"{schema.Id}/{schema.Version}")));

    /// <summary>Finds a schema; null when there is none of this id and version.</summary>
    internal static Schema? Find(string id, int version) => Array.Find(All, schema => schema.Id == id && schema.Version == version);

    /// <summary>Whether a name, as <see cref="Parse"/> takes it, is one of a known schema.</summary>
    internal static bool Knows(string name)
    {
        var (id, version) = Parse(name);
        return TryMajor(version, out var major) && Find(id, major) is not null;
    }

    /// <summary>
    /// Takes a name apart: <c>vehicle</c>, <c>vehicle/2</c>, <c>urn:example:vehicle:2</c>, <c>https://example.com/schemas/vehicle/v2.json</c>.
    /// Without a version it is the first.
    /// </summary>
    internal static (string Id, string Version) Parse(string name)
    {
        var text = name.AsSpan().Trim();
        if (text.EndsWith(".json", StringComparison.Ordinal)) text = text[..^5];
        text = text.TrimEnd("/:#");
        var last = text.LastIndexOfAny("/:#");
        var end = text[(last + 1)..];
        if (last < 0 || !TryMajor(end, out _)) return (end.ToString(), "1");
        var before = text[..last].TrimEnd("/:#");
        return (before[(before.LastIndexOfAny("/:#") + 1)..].ToString(), end.ToString());
    }

    /// <summary>The major version of <c>2</c>, <c>2.1</c>, <c>v2</c>.</summary>
    internal static bool TryMajor(ReadOnlySpan<char> version, out int major)
    {
        if (version.StartsWith("v", StringComparison.OrdinalIgnoreCase)) version = version[1..];
        var dot = version.IndexOf('.');
        if (dot > 0 && !version[(dot + 1)..].ContainsAnyExceptInRange('.', '9')) version = version[..dot];
        return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out major);
    }
}
