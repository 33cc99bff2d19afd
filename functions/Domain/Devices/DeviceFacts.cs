using System.Text.Json.Serialization;

namespace ServerlessIot.Domain.Devices;

/// <summary>What the registry says of a device and groups ask for.</summary>
public sealed record DeviceFacts
{
    /// <summary>Kind of device.</summary>
    public required string Type { get; init; }

    /// <summary>Version of its firmware; null when nobody said.</summary>
    public string? Firmware { get; init; }

    /// <summary>False for one that is out of service.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Texts by name; null = none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Whether they keep <see cref="RegistrationRules"/>.</summary>
    [JsonIgnore]
    public bool IsGood =>
        RegistrationRules.IsText(Type, RegistrationRules.ShortLength)
        && (Firmware is null || RegistrationRules.IsText(Firmware, RegistrationRules.ShortLength))
        && (Tags is null || !RegistrationRules.CheckTags(Tags).Any());
}
