using System.Collections.Frozen;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>The tenants whose things a caller sees.</summary>
public sealed class TenantScope
{
    private readonly FrozenSet<string>? names;

    private TenantScope(FrozenSet<string>? names)
    {
        this.names = names;
        Names = names?.Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>Every tenant, and what belongs to none.</summary>
    public static TenantScope All { get; } = new(null);

    /// <summary>Names of the tenants, in ordinal order; null = every tenant.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Some tenants by name, as topics name them. What can be no tenant's name is left out.</summary>
    public static TenantScope Of(IEnumerable<string> names) => new(names.Where(IsName).ToFrozenSet(StringComparer.Ordinal));

    /// <summary>Whether a tenant's things are seen; null = of no tenant, which only <see cref="All"/> sees.</summary>
    public bool Contains(string? tenant) => names is null || (tenant is not null && names.Contains(tenant));

    /// <summary>Whether a device's things are seen.</summary>
    /// <param name="partition">Partition of its documents: tenant/device. What counts is the tenant in there, however an address may have spelled it.</param>
    public bool Owns(string partition) => names is null || (partition.IndexOf('/') is > 0 and var end && names.Contains(partition[..end]));

    // With a slash it would stand for a part of another tenant's devices.
    private static bool IsName(string name) => name.Length > 0 && !name.Contains('/');
}
