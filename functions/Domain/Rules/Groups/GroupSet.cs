using System.Security.Cryptography;
using System.Text.Json;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Domain.Rules.Groups;

/// <summary>
/// The groups that rules can name. Who belongs to one follows from what the registry says of a device, so only groups that ask for nothing else are among them. Immutable; any number of threads may use it.
/// </summary>
public sealed class GroupSet
{
    /// <summary>Most bytes of a file.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Most groups of all tenants together.</summary>
    public const int MostGroups = 2_000;

    /// <summary>Most groups of one tenant.</summary>
    public const int MostOfTenant = 200;

    /// <summary>Most bytes of one tenant's groups.</summary>
    public const int MostBytesOfTenant = 128 << 10;

    private readonly ILookup<string, GroupEntry> byTenant;

    private GroupSet(int version, IReadOnlyList<GroupEntry> groups, ReadOnlyMemory<byte> file)
    {
        (Version, Groups, File) = (version, groups, file);
        byTenant = groups.ToLookup(group => group.Tenant);
        Hash = Convert.ToHexStringLower(SHA256.HashData(file.Span));
    }

    /// <summary>No groups.</summary>
    public static GroupSet None { get; } = new(0, [], default);

    /// <summary>From 1; 0 for <see cref="None"/>.</summary>
    public int Version { get; }

    /// <summary>The groups, by tenant and name.</summary>
    public IReadOnlyList<GroupEntry> Groups { get; }

    /// <summary>The file; empty for <see cref="None"/>.</summary>
    public ReadOnlyMemory<byte> File { get; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public string Hash { get; }

    /// <summary>Version and hash.</summary>
    public RulesName Name => new(Version, Hash);

    /// <summary>The set with another group in the place of the one of its tenant and name, under the next version; the same set when that changes nothing.</summary>
    /// <param name="tenant">Tenant of the group.</param>
    /// <param name="name">Its name.</param>
    /// <param name="filter">Who belongs to it; null = there is none any more.</param>
    /// <exception cref="GroupsFullException">There is no room for it.</exception>
    public GroupSet With(string tenant, string name, DeviceFilter? filter)
    {
        var before = Groups.FirstOrDefault(Is);
        if (filter is { NeedsTwin: true }) filter = null;
        if (before is null ? filter is null : filter is not null && before.Filter.SaysTheSame(filter)) return this;
        var next = Groups.Where(group => !Is(group));
        if (filter is not null) next = next.Append(new GroupEntry(tenant, name, filter));
        GroupEntry[] groups = [.. next.OrderBy(group => group.Tenant, StringComparer.Ordinal).ThenBy(group => group.Name, StringComparer.Ordinal)];
        var file = JsonSerializer.SerializeToUtf8Bytes(new GroupFile(Version + 1, groups), DomainJson.Default.GroupFile);
        GroupEntry[] own = [.. groups.Where(group => group.Tenant == tenant)];
        if (own.Length > MostOfTenant || JsonSerializer.SerializeToUtf8Bytes(new GroupFile(0, own), DomainJson.Default.GroupFile).Length > MostBytesOfTenant)
            throw new GroupsFullException($"A tenant has at most {MostOfTenant} groups of {MostBytesOfTenant} bytes for rules.");
        if (groups.Length > MostGroups || file.Length > MostBytes) throw new GroupsFullException();
        return new GroupSet(Version + 1, groups, file);

        bool Is(GroupEntry group) => group.Tenant == tenant && group.Name == name;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CorruptDataException">It is none.</exception>
    public static GroupSet Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            if (file.Length <= MostBytes && JsonSerializer.Deserialize(file.Span, DomainJson.Default.GroupFile) is { Version: > 0, Groups: { Count: <= MostGroups } groups } read && groups.All(IsGood))
                return new GroupSet(read.Version, groups, file);
        }
        catch (JsonException error)
        {
            throw new CorruptDataException($"The groups cannot be read: {error.Message}", error);
        }

        throw new CorruptDataException("The groups cannot be read: something is missing, or there is too much.");
    }

    /// <summary>Whether a device belongs to a group of its tenant that the names mean.</summary>
    internal bool Has(TextPatterns names, string tenant, DeviceFacts facts)
    {
        foreach (var group in byTenant[tenant])
        {
            if (names.Match(group.Name) && group.Filter.Matches(facts)) return true;
        }

        return false;
    }

    private static bool IsGood(GroupEntry? group) =>
        group is { Tenant: not null, Name: not null, Filter.NeedsTwin: false } && RegistrationRules.IsTenant(group.Tenant) && RegistrationRules.IsName(group.Name) && group.Filter.Check().Count == 0;
}
