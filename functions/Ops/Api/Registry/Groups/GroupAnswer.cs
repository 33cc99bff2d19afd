using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Ops.Api.Registry.Groups;

/// <summary>A group of registered devices.</summary>
/// <param name="Tenant">Tenant whose devices are meant.</param>
/// <param name="Name">Its name.</param>
/// <param name="Filter">Who belongs to it.</param>
/// <param name="MadeAt">When it was made, Unix milliseconds.</param>
/// <param name="MadeBy">Who did; absent = the holder of the key.</param>
/// <param name="ChangedAt">When it was last changed, Unix milliseconds.</param>
/// <param name="ChangedBy">Who did; absent = the holder of the key.</param>
public sealed record GroupAnswer(string Tenant, string Name, DeviceFilter Filter, long MadeAt, string? MadeBy, long ChangedAt, string? ChangedBy)
{
    internal static GroupAnswer Of(DeviceGroup group) => new(group.Tenant, group.Name, group.Filter, group.MadeAt, group.MadeBy, group.ChangedAt, group.ChangedBy);
}
