using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Store;

/// <summary>The erasures of a manifest, which only become more. Never changes; safe for any number of threads.</summary>
public sealed class Erasures
{
    private readonly Dictionary<(string Tenant, string Device), long> before = [];

    private Erasures(IReadOnlyList<Erasure> all)
    {
        All = all;
        foreach (var one in all)
        {
            var known = before.GetValueOrDefault((one.Tenant, one.Device), long.MinValue);
            before[(one.Tenant, one.Device)] = Math.Max(known, one.Before);
        }
    }

    /// <summary>No erasure.</summary>
    public static Erasures None { get; } = new([]);

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<Erasure> All { get; }

    /// <summary>Whether a row no longer counts.</summary>
    public bool Cover(DeviceEvent row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return before.Count > 0 && before.TryGetValue((row.Tenant, row.Device), out var end) && row.Arrived < end;
    }

    /// <summary>Whether something of a device was ever erased.</summary>
    public bool Name(string tenant, string device) => before.ContainsKey((tenant, device));

    internal Erasures With(Erasure one) => new([.. All, one]);
}
