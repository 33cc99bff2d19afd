using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Domain.Rules.Groups;

/// <summary>The groups of all tenants as they are published: JSON <c>{"version":n,"groups":[{"tenant","name","filter":{…}}]}</c>.</summary>
/// <param name="Version">From 1, higher with every change.</param>
/// <param name="Groups">The groups, by tenant and name.</param>
public sealed record GroupFile(int Version, IReadOnlyList<GroupEntry> Groups);

/// <summary>One group.</summary>
/// <param name="Tenant">Tenant whose devices are meant.</param>
/// <param name="Name">Its name.</param>
/// <param name="Filter">Who belongs to it; asks for nothing that takes a twin to tell.</param>
public sealed record GroupEntry(string Tenant, string Name, DeviceFilter Filter);
