namespace ServerlessIot.Domain.Devices;

/// <summary>Whether a registered device is heard of.</summary>
public static class DevicePresence
{
    /// <summary>Nothing was ever received of it.</summary>
    public const string NeverSeen = "never-seen";

    /// <summary>Heard of lately.</summary>
    public const string Online = "online";

    /// <summary>Heard of, and not lately.</summary>
    public const string Offline = "offline";

    /// <summary>That of a device by its twin; null = it has none.</summary>
    public static string Of(DeviceTwin? twin) => twin is null ? NeverSeen : twin.Online ? Online : Offline;
}
