namespace ServerlessIot.Domain.Devices;

/// <summary>What is known of a device before it ever sends: a document of the container <c>registry</c>. <see cref="RegistrationRules"/> says what its members may be.</summary>
public sealed record DeviceRegistration
{
    /// <summary><see cref="State"/> of every registration.</summary>
    public const string Registered = "registered";

    /// <summary><see cref="State"/> of what is left of one that was taken out of the registry: its revision goes on when it is registered anew.</summary>
    public const string Removed = "removed";

    /// <summary>Tells registrations from the container's other documents.</summary>
    public string State { get; init; } = Registered;

    /// <summary>Tenant of the device.</summary>
    public required string Tenant { get; init; }

    /// <summary>Device id.</summary>
    public required string Device { get; init; }

    /// <summary>Kind of device.</summary>
    public required string Type { get; init; }

    /// <summary>How it talks, such as <c>mqtt</c>; null when nobody said.</summary>
    public string? Protocol { get; init; }

    /// <summary>Where it is; null when nobody said.</summary>
    public DeviceLocation? Location { get; init; }

    /// <summary>Version of its firmware; null when nobody said.</summary>
    public string? Firmware { get; init; }

    /// <summary>Maker's name of it; null when nobody said.</summary>
    public string? Model { get; init; }

    /// <summary>Texts by name, for groups; null = none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>False for one that is out of service.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Higher with every change, whoever makes it, also across taking out and registering anew; 0 for those of before there were any.</summary>
    public long Revision { get; init; }

    /// <summary>What is left of it when it is taken out of the registry.</summary>
    /// <param name="now">When, Unix milliseconds.</param>
    /// <param name="by">Who does it; null = the holder of the key.</param>
    public DeviceRegistration Without(long now, string? by) =>
        new() { State = Removed, Tenant = Tenant, Device = Device, Type = Removed, Enabled = false, Revision = NextRevision(now), RegisteredAt = RegisteredAt, ChangedAt = now, ChangedBy = by };

    /// <summary>Revision of a change.</summary>
    /// <param name="now">When, Unix milliseconds.</param>
    public long NextRevision(long now) => Math.Max(Revision + 1, now);

    /// <summary>What groups ask for.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DeviceFacts Facts => new() { Type = Type, Firmware = Firmware, Enabled = Enabled, Tags = Tags };

    /// <summary>When it was first registered, Unix milliseconds.</summary>
    public long RegisteredAt { get; init; }

    /// <summary>Who did; null = the holder of the key.</summary>
    public string? RegisteredBy { get; init; }

    /// <summary>When it was last changed, Unix milliseconds.</summary>
    public long ChangedAt { get; init; }

    /// <summary>Who did; null = the holder of the key.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>Whether another one says the same of the device, whoever wrote it and when.</summary>
    public bool SaysTheSame(DeviceRegistration other)
    {
        var own = this with { Tags = null, Revision = other.Revision, RegisteredAt = other.RegisteredAt, RegisteredBy = other.RegisteredBy, ChangedAt = other.ChangedAt, ChangedBy = other.ChangedBy };
        return own == other with { Tags = null } && Same(Tags, other.Tags);
    }

    internal static bool Same(IReadOnlyDictionary<string, string>? left, IReadOnlyDictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0) && (left is null || left.All(tag => right!.TryGetValue(tag.Key, out var value) && value == tag.Value));
}
