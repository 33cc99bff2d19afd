namespace ServerlessIot.Domain.Devices;

/// <summary>What the members of registrations and groups may be.</summary>
public static class RegistrationRules
{
    /// <summary>Most characters of a tenant, wherever one is named: on a topic, in an alert, to the API.</summary>
    public const int TenantLength = 128;

    /// <summary>Most characters of a device or group.</summary>
    public const int NameLength = 128;

    /// <summary>Most characters of type, protocol, firmware and the name of a tag.</summary>
    public const int ShortLength = 64;

    /// <summary>Most characters of a model, a location in words and the value of a tag.</summary>
    public const int TextLength = 256;

    /// <summary>Most tags of a device.</summary>
    public const int MostTags = 32;

    /// <summary>Name that no device can be registered under: the address of the counts.</summary>
    public const string Reserved = "counts";

    /// <summary>Most metres above or below sea level.</summary>
    private const double MostAltitude = 100_000;

    /// <summary>Whether a text can be the name of a device or group.</summary>
    public static bool IsName(string text) => IsName(text, NameLength);

    /// <summary>Whether a text can be the name of a tenant.</summary>
    public static bool IsTenant(string text) => IsName(text, TenantLength);

    /// <summary>What is wrong with a registration; empty when nothing is.</summary>
    public static IReadOnlyList<FieldFault> Check(DeviceRegistration device)
    {
        var faults = new List<FieldFault>();
        Require(IsTenant(device.Tenant), "tenant", NameReason("tenant", TenantLength));
        if (device.Device == Reserved) faults.Add(new("device", $"device is not {Reserved}: that is the address of the counts."));
        Require(IsName(device.Device), "device", NameReason("device", NameLength));
        Require(IsText(device.Type, ShortLength), "type", TextReason("type", ShortLength));
        Optional(device.Protocol, "protocol", ShortLength);
        Optional(device.Firmware, "firmware", ShortLength);
        Optional(device.Model, "model", TextLength);
        if (device.Location is { } location) CheckLocation(location);
        if (device.Tags is { } tags) faults.AddRange(CheckTags(tags));
        return faults;

        void Require(bool holds, string field, string reason)
        {
            if (!holds) faults.Add(new(field, reason));
        }

        void Optional(string? text, string field, int length) => Require(text is null || IsText(text, length), field, TextReason(field, length));

        void CheckLocation(DeviceLocation place)
        {
            Require((place.Latitude is null) == (place.Longitude is null), "location", "A position has a latitude and a longitude.");
            Require(place.Latitude is null or (>= -90 and <= 90), "latitude", "latitude is a number from -90 to 90.");
            Require(place.Longitude is null or (>= -180 and <= 180), "longitude", "longitude is a number from -180 to 180.");
            Require(place.Altitude is null || (place.Latitude is not null && place.Altitude is >= -MostAltitude and <= MostAltitude), "altitude", $"altitude is a number of metres from -{MostAltitude} to {MostAltitude}, beside a latitude and a longitude.");
            Optional(place.Text, "location", TextLength);
        }
    }

    /// <summary>What is wrong with tags; empty when nothing is.</summary>
    public static IEnumerable<FieldFault> CheckTags(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > MostTags) yield return new("tags", $"There are at most {MostTags} tags.");
        foreach (var (name, value) in tags.Take(MostTags))
        {
            if (!IsTagName(name)) yield return new("tags", $"The name of a tag has 1 to {ShortLength} letters, digits, dots, - or _.");
            else if (!IsText(value, TextLength)) yield return new("tags", TextReason($"Tag {name}", TextLength));
        }
    }

    /// <summary>Whether a text can be the name of a tag.</summary>
    public static bool IsTagName(string name) => name.Length is > 0 and <= ShortLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    /// <summary>Whether a text has 1 to <paramref name="length"/> characters, all of them whole and none a control character.</summary>
    public static bool IsText(string? text, int length)
    {
        if (text is null || text.Length == 0 || text.Length > length) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i])) return false;
            if (!char.IsSurrogate(text[i])) continue;
            // Half a character has no UTF-8.
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    internal static string TextReason(string field, int length) => $"{field} has 1 to {length} characters and no control characters.";

    internal static string NameReason(string field, int length) => $"{field} has 1 to {length} characters without '/', '+', '#' or control characters.";

    // What would be a part of a topic, or a wildcard in one.
    private static bool IsName(string text, int length) => IsText(text, length) && text.AsSpan().IndexOfAny('/', '+', '#') < 0;
}
