using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Ops.Api.Statistics;

/// <summary>Counts a tenant's devices.</summary>
internal sealed class TenantTotals
{
    /// <summary>Different names that are told apart; further ones are <see cref="Other"/>.</summary>
    internal const int MostNames = 256;

    internal const string Other = "other";
    private readonly SortedDictionary<string, DeviceCount> types = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> states = new(StringComparer.Ordinal);
    private long online;
    private long events;

    internal long Devices { get; private set; }

    internal void Add(DeviceTwin twin)
    {
        Devices++;
        online += twin.Online ? 1 : 0;
        events += twin.Events;
        var type = Name(types, twin.Type);
        var count = types.GetValueOrDefault(type) ?? new DeviceCount(0, 0);
        types[type] = new DeviceCount(count.Devices + 1, count.Online + (twin.Online ? 1 : 0));
        if (twin.Status is null) return;
        var state = Name(states, twin.Status);
        states[state] = states.GetValueOrDefault(state) + 1;
    }

    internal TenantStatistics ToStatistics(string? next) => new(Devices, online, Devices - online, events, types, states, next);

    private static string Name<T>(SortedDictionary<string, T> counts, string name) => counts.Count < MostNames || counts.ContainsKey(name) ? name : Other;
}
