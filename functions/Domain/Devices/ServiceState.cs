namespace ServerlessIot.Domain.Devices;

/// <summary>Whether a device is in service, as of a revision of its registration.</summary>
/// <param name="Tenant">Tenant of the device.</param>
/// <param name="Device">The device.</param>
/// <param name="IsOut">Whether it is registered and out of service.</param>
/// <param name="Revision">Revision of the registration that says so.</param>
/// <param name="Returns">Whether it was out of service before.</param>
public readonly record struct ServiceState(string Tenant, string Device, bool IsOut, long Revision, bool Returns = false)
{
    /// <summary><c>tenant/device</c>.</summary>
    public string Key => $"{Tenant}/{Device}";
}
