using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Statistics;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>Counts registered devices.</summary>
internal sealed class RegistryTotals
{
    private readonly SortedDictionary<string, DeviceCount> types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> presence = [];
    private long enabled;

    internal long Devices { get; private set; }

    internal void Add(RegisteredDevice device)
    {
        Devices++;
        enabled += device.Registration.Enabled ? 1 : 0;
        var state = DevicePresence.Of(device.Twin);
        presence[state] = Of(state) + 1;
        var type = types.Count < TenantTotals.MostNames || types.ContainsKey(device.Registration.Type) ? device.Registration.Type : TenantTotals.Other;
        var count = types.GetValueOrDefault(type) ?? new DeviceCount(0, 0);
        types[type] = new DeviceCount(count.Devices + 1, count.Online + (state == DevicePresence.Online ? 1 : 0));
    }

    internal RegistryCounts ToCounts(string? next) =>
        new(Devices, enabled, Devices - enabled, Of(DevicePresence.Online), Of(DevicePresence.Offline), Of(DevicePresence.NeverSeen), types, next);

    private long Of(string state) => presence.GetValueOrDefault(state);
}
