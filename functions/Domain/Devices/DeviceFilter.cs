namespace ServerlessIot.Domain.Devices;

/// <summary>Which registered devices are meant: those of which everything holds that is asked for. Null = not asked for.</summary>
public sealed record DeviceFilter
{
    /// <summary>Kind of device.</summary>
    public string? Type { get; init; }

    /// <summary>Tags that it has to have, with these values.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Version of its firmware.</summary>
    public string? Firmware { get; init; }

    /// <summary>Version that its firmware has to be older than, by <see cref="FirmwareVersion"/>; one without a version is not.</summary>
    public string? FirmwareBelow { get; init; }

    /// <summary>Whether it is in service.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether it is heard of; one that was never seen is not.</summary>
    public bool? Online { get; init; }

    /// <summary>Seconds, 1 to 10 years, that nothing was received of it; one that was never seen is silent since it was registered.</summary>
    public long? SilentForSeconds { get; init; }

    /// <summary>Most of <see cref="SilentForSeconds"/>.</summary>
    public const long MostSilence = 10L * 366 * 24 * 60 * 60;

    /// <summary>Whether every device is meant.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => Type is null && Tags is not { Count: > 0 } && Firmware is null && FirmwareBelow is null && Enabled is null && !NeedsTwin;

    /// <summary>Whether it takes the twin to tell.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool NeedsTwin => Online is not null || SilentForSeconds is not null;

    /// <summary>What is wrong with it; empty when nothing is.</summary>
    public IReadOnlyList<FieldFault> Check()
    {
        var faults = new List<FieldFault>();
        Text(Type, "type");
        Text(Firmware, "firmware");
        Text(FirmwareBelow, "firmwareBelow");
        if (Tags is { } tags) faults.AddRange(RegistrationRules.CheckTags(tags));
        if (SilentForSeconds is < 1 or > MostSilence) faults.Add(new("silentForSeconds", $"silentForSeconds is a whole number from 1 to {MostSilence}."));
        return faults;

        void Text(string? text, string field)
        {
            if (text is not null && !RegistrationRules.IsText(text, RegistrationRules.ShortLength)) faults.Add(new(field, RegistrationRules.TextReason(field, RegistrationRules.ShortLength)));
        }
    }

    /// <summary>Whether another one asks for the same.</summary>
    public bool SaysTheSame(DeviceFilter other) => this with { Tags = null } == other with { Tags = null } && DeviceRegistration.Same(Tags, other.Tags);

    /// <summary>Whether what the registration tells is as asked for.</summary>
    public bool Matches(DeviceRegistration device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Matches(device.Facts);
    }

    /// <summary>Whether what the registry says of a device is as asked for.</summary>
    public bool Matches(DeviceFacts device) =>
        (Type is null || device.Type == Type)
        && (Firmware is null || device.Firmware == Firmware)
        && (FirmwareBelow is null || (device.Firmware is { } own && FirmwareVersion.Compare(own, FirmwareBelow) < 0))
        && (Enabled is null || device.Enabled == Enabled)
        && (Tags is null || Tags.All(tag => device.Tags is { } tags && tags.TryGetValue(tag.Key, out var value) && value == tag.Value));

    /// <summary>Whether everything is as asked for.</summary>
    /// <param name="device">The device.</param>
    /// <param name="twin">Its twin; null = nothing was ever received of it.</param>
    /// <param name="now">Time, Unix milliseconds.</param>
    public bool Matches(DeviceRegistration device, DeviceTwin? twin, long now) =>
        Matches(device)
        && (Online is null || (twin?.Online ?? false) == Online)
        && (SilentForSeconds is null || now - (twin?.LastSeen ?? device.RegisteredAt) >= SilentForSeconds * 1000);
}
