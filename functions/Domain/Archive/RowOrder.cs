using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive;

/// <summary>The order of rows in a segment: tenant, device (ordinal, by UTF-16 code units), time, origin. No two rows are equal in it, since origins are unique.</summary>
public sealed class RowOrder : IComparer<DeviceEvent>
{
    /// <summary>The one instance.</summary>
    public static RowOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(DeviceEvent? x, DeviceEvent? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = Devices(x.Tenant, x.Device, y.Tenant, y.Device);
        if (order == 0) order = x.Time.CompareTo(y.Time);
        return order != 0 ? order : x.Origin.CompareTo(y.Origin);
    }

    /// <summary>The order of two devices.</summary>
    public static int Devices(string tenant, string device, string otherTenant, string otherDevice)
    {
        var order = string.CompareOrdinal(tenant, otherTenant);
        return order != 0 ? order : string.CompareOrdinal(device, otherDevice);
    }
}
