using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ServerlessIot.Broker.Groups;

/// <summary>All groups of this broker. Who is in a group lives in memory: after a restart the members join again.</summary>
internal sealed class GroupCoordinator(BrokerOptions options, ILogger log) : IDisposable
{
    private readonly ConcurrentDictionary<string, Group> _groups = new(StringComparer.Ordinal);

    public IEnumerable<Group> All => _groups.Values.OrderBy(static group => group.Id, StringComparer.Ordinal);

    public Group GetOrAdd(string id) => _groups.GetOrAdd(id, static (id, self) => new Group(id, self.Options, self.Log), (Options: options, Log: log));

    public bool TryGet(string id, [NotNullWhen(true)] out Group? group) => _groups.TryGetValue(id, out group);

    /// <summary>Forgets a group without members.</summary>
    public void Remove(string id)
    {
        if (_groups.TryGetValue(id, out var group) && group.IsEmpty && _groups.TryRemove(id, out _))
            group.Dispose();
    }

    public void Dispose()
    {
        foreach (var group in _groups.Values)
            group.Dispose();
    }
}
