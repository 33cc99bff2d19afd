namespace ServerlessIot.Domain.Devices;

/// <summary>Whether a device is in service.</summary>
/// <param name="Tenant">Tenant of the device.</param>
/// <param name="Device">The device.</param>
/// <param name="IsOut">Whether it is registered and out of service.</param>
public readonly record struct ServiceState(string Tenant, string Device, bool IsOut)
{
    /// <summary><c>tenant/device</c>.</summary>
    public string Key => $"{Tenant}/{Device}";
}
