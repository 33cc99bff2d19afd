using System.Runtime.CompilerServices;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Steps.Notify.Storms;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>A document store whose failures a test chooses.</summary>
public sealed class MemoryDocuments : IDocumentStore
{
    private readonly SortedDictionary<(string Container, string Partition, string Id), (object Body, string Version)> documents = [];
    private int version;

    /// <summary>Asked before (false) and after (true) every write; throws to fail it.</summary>
    public Action<string, bool> OnWrite { get; set; } = (_, _) => { };

    /// <summary>Asked before every read of one document, whether it is found; throws to fail it.</summary>
    public Func<string, bool> OnRead { get; set; } = _ => true;

    public IEnumerable<T> All<T>(string container) where T : class
    {
        lock (documents) return [.. documents.Where(item => item.Key.Container == container).Select(item => (T)item.Value.Body)];
    }

    public Task<Document<T>?> ReadAsync<T>(string container, string partition, string id, CancellationToken cancellationToken) where T : class
    {
        if (!OnRead(container)) return Task.FromResult<Document<T>?>(null);
        lock (documents)
            return Task.FromResult(documents.TryGetValue((container, partition, id), out var found) ? new Document<T>(id, partition, (T)found.Body, found.Version) : null);
    }

    public Task<string?> TryWriteAsync<T>(string container, string partition, string id, T body, string? version, CancellationToken cancellationToken) where T : class
    {
        OnWrite(container, false);
        string? next = null;
        lock (documents)
        {
            if ((documents.TryGetValue((container, partition, id), out var found) ? found.Version : null) == version)
            {
                next = (++this.version).ToString(System.Globalization.CultureInfo.InvariantCulture);
                documents[(container, partition, id)] = (body, next);
            }
        }

        OnWrite(container, true);
        return Task.FromResult(next);
    }

    public Task<bool> TryDeleteAsync(string container, string partition, string id, string version, CancellationToken cancellationToken)
    {
        OnWrite(container, false);
        bool deleted;
        lock (documents) deleted = documents.TryGetValue((container, partition, id), out var found) && found.Version == version && documents.Remove((container, partition, id));
        OnWrite(container, true);
        return Task.FromResult(deleted);
    }

    public async IAsyncEnumerable<Document<T>> RangeAsync<T>(
        string container, string partition, string fromId, string toId, int limit, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class
    {
        await Task.CompletedTask;
        foreach (var (key, value) in documents.Where(item =>
            item.Key.Container == container && item.Key.Partition == partition
            && string.CompareOrdinal(item.Key.Id, fromId) >= 0 && string.CompareOrdinal(item.Key.Id, toId) < 0).Take(limit).ToList())
            yield return new Document<T>(key.Id, key.Partition, (T)value.Body, value.Version);
    }

    /// <summary>Only all documents of some tenants; other queries are tested against the real gateway.</summary>
    public async IAsyncEnumerable<Document<T>> QueryAsync<T>(
        string container, string? state, IReadOnlyList<string>? tenants, string? afterKey, int limit, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class
    {
        await Task.CompletedTask;
        if (state is not null || tenants is null || afterKey is not null) throw new NotSupportedException("Queries are tested against the real gateway.");
        foreach (var (key, value) in documents.Where(item => item.Key.Container == container && tenants.Any(tenant => item.Key.Partition.StartsWith(tenant + "/", StringComparison.Ordinal))).Take(limit).ToList())
            yield return new Document<T>(key.Id, key.Partition, (T)value.Body, value.Version);
    }

    /// <summary>Only by <c>delivery</c>, which the re-sender asks for, and <c>parent</c>, by which the alerts of a storm are counted, and those that are open; other queries are tested against the real gateway.</summary>
    public async IAsyncEnumerable<Document<T>> QueryByAsync<T>(
        string container, string member, string value, string? state, IReadOnlyList<string>? tenants, string? afterKey, int limit, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class
    {
        await Task.CompletedTask;
        if (member is not ("delivery" or "parent") || (state is not null && member != "parent") || tenants is not null) throw new NotSupportedException("Queries are tested against the real gateway.");
        if (!DocumentKey.TryParse(afterKey, out var after) && afterKey is not null) throw new ArgumentException("No key.", nameof(afterKey));
        List<KeyValuePair<(string Container, string Partition, string Id), (object Body, string Version)>> found;
        lock (documents)
        {
            found = [.. documents
                .Where(item => item.Key.Container == container && item.Value.Body is AlertDocument alert && (member == "parent" ? alert.Parent : alert.Delivery) == value && (state is null || alert.State == state))
                .Where(item => afterKey is null || string.CompareOrdinal(item.Key.Partition + '\n' + item.Key.Id, after.Partition + '\n' + after.Id) > 0)
                .Take(limit)];
        }

        foreach (var (key, stored) in found) yield return new Document<T>(key.Id, key.Partition, (T)stored.Body, stored.Version);
    }

    /// <summary>Only by <c>due</c>, which commands and storms are looked at by, and the <c>slot</c> of alerts; other queries are tested against the real gateway.</summary>
    public async IAsyncEnumerable<Document<T>> BetweenAsync<T>(
        string container, string? partition, string member, string from, string to, string? afterKey, int limit, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class
    {
        await Task.CompletedTask;
        if (member is not ("due" or "slot")) throw new NotSupportedException("Queries are tested against the real gateway.");
        if (!DocumentKey.TryParse(afterKey, out var after) && afterKey is not null) throw new ArgumentException("No key.", nameof(afterKey));
        List<Document<T>> found;
        lock (documents)
        {
            found = [.. documents
                .Where(item => item.Key.Container == container && (partition is null || item.Key.Partition == partition))
                .Where(item => Text(item.Value.Body, member) is { } text && string.CompareOrdinal(text, from) >= 0 && string.CompareOrdinal(text, to) < 0)
                .Where(item => afterKey is null || string.CompareOrdinal(item.Key.Partition + '\n' + item.Key.Id, after.Partition + '\n' + after.Id) > 0)
                .Take(limit).Select(item => new Document<T>(item.Key.Id, item.Key.Partition, (T)item.Value.Body, item.Value.Version))];
        }

        foreach (var document in found) yield return document;
    }

    private static string? Text(object body, string member) => (body, member) switch
    {
        (CommandDocument command, "due") => command.Due,
        (AlertDocument alert, "slot") => alert.Slot,
        (AlertDocument alert, "due") => alert.Due,
        (StormDocument storm, "due") => storm.Due,
        _ => null,
    };
}
