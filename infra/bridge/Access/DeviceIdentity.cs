using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Access;

/// <summary>Who a connection is, and so what it may publish and hear.</summary>
/// <param name="Tenant">Its only tenant; null when it may speak for every tenant.</param>
/// <param name="Device">Its only device; null when it speaks for every device of its tenants, as a gateway does.</param>
internal sealed record DeviceIdentity(string? Tenant, string? Device)
{
    /// <summary>Somebody who may speak for every device of every tenant: nobody was asked who they are, or an operator said so.</summary>
    public static DeviceIdentity Unbound { get; } = new(null, null);

    /// <summary><c>tenant/device</c> for people, with a star for all of them.</summary>
    public string Name => $"{Tenant ?? "*"}/{Device ?? "*"}";

    /// <summary>Whether what a topic leads to is its own.</summary>
    public bool Owns(TopicRoute route) => Owns(route.Tenant, route.Device);

    /// <summary>Whether a device is its own.</summary>
    public bool Owns(string tenant, string device) =>
        (Tenant is null || string.Equals(Tenant, tenant, StringComparison.Ordinal)) && (Device is null || string.Equals(Device, device, StringComparison.Ordinal));
}
