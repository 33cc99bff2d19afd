namespace ServerlessIot.Domain.Devices;

/// <summary>A name for the devices of a tenant that a filter means: a document of the container <c>registry</c>. Who belongs to it follows from the filter whenever somebody asks.</summary>
public sealed record DeviceGroup
{
    /// <summary><see cref="State"/> of every group.</summary>
    public const string Group = "group";

    /// <summary>Tells groups from the container's other documents.</summary>
    public string State { get; init; } = Group;

    /// <summary>Tenant whose devices are meant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Name of the group, as <see cref="RegistrationRules.IsName(string)"/> says.</summary>
    public required string Name { get; init; }

    /// <summary>Who belongs to it.</summary>
    public required DeviceFilter Filter { get; init; }

    /// <summary>When it was made, Unix milliseconds.</summary>
    public long MadeAt { get; init; }

    /// <summary>Who did; null = the holder of the key.</summary>
    public string? MadeBy { get; init; }

    /// <summary>When it was last changed, Unix milliseconds.</summary>
    public long ChangedAt { get; init; }

    /// <summary>Who did; null = the holder of the key.</summary>
    public string? ChangedBy { get; init; }
}
