using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>A registered device, and what is heard of it.</summary>
public sealed record RegistrationAnswer
{
    /// <summary>Tenant of the device.</summary>
    public required string Tenant { get; init; }

    /// <summary>Device id.</summary>
    public required string Device { get; init; }

    /// <summary>Kind of device.</summary>
    public required string Type { get; init; }

    /// <summary>How it talks.</summary>
    public string? Protocol { get; init; }

    /// <summary>Where it is.</summary>
    public DeviceLocation? Location { get; init; }

    /// <summary>Version of its firmware.</summary>
    public string? Firmware { get; init; }

    /// <summary>Maker's name of it.</summary>
    public string? Model { get; init; }

    /// <summary>Texts by name.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>False for one that is out of service.</summary>
    public required bool Enabled { get; init; }

    /// <summary>When it was first registered, Unix milliseconds.</summary>
    public required long RegisteredAt { get; init; }

    /// <summary>Who did; absent = the holder of the key.</summary>
    public string? RegisteredBy { get; init; }

    /// <summary>When it was last changed, Unix milliseconds.</summary>
    public required long ChangedAt { get; init; }

    /// <summary>Who did; absent = the holder of the key.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>One of <see cref="DevicePresence"/>; absent where it was not asked for.</summary>
    public string? Presence { get; init; }

    /// <summary>When it was last heard of, Unix milliseconds; absent = never.</summary>
    public long? LastSeen { get; init; }

    /// <summary>Status that it last said; absent = never.</summary>
    public string? Status { get; init; }

    /// <summary>Of a device with its twin.</summary>
    internal static RegistrationAnswer Of(RegisteredDevice device) => Of(device.Registration) with
    {
        Presence = DevicePresence.Of(device.Twin),
        LastSeen = device.Twin?.LastSeen,
        Status = device.Twin?.Status,
    };

    /// <summary>Of a registration alone.</summary>
    internal static RegistrationAnswer Of(DeviceRegistration device) => new()
    {
        Tenant = device.Tenant,
        Device = device.Device,
        Type = device.Type,
        Protocol = device.Protocol,
        Location = device.Location,
        Firmware = device.Firmware,
        Model = device.Model,
        Tags = device.Tags,
        Enabled = device.Enabled,
        RegisteredAt = device.RegisteredAt,
        RegisteredBy = device.RegisteredBy,
        ChangedAt = device.ChangedAt,
        ChangedBy = device.ChangedBy,
    };
}
