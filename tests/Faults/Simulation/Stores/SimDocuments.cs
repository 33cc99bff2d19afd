using System.Runtime.CompilerServices;
using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Faults.Tests.Simulation.Stores;

/// <summary>The document store as one process sees it.</summary>
internal sealed class SimDocuments(MemoryDocuments store, StoreCalls calls) : IDocumentStore
{
    public Task<Document<T>?> ReadAsync<T>(string container, string partition, string id, CancellationToken cancellationToken) where T : class =>
        calls.ReadAsync(() => store.ReadAsync<T>(container, partition, id, cancellationToken).Result);

    public Task<string?> TryWriteAsync<T>(string container, string partition, string id, T body, string? version, CancellationToken cancellationToken) where T : class
    {
        var (before, after) = container switch
        {
            Containers.Twins => (CutPoint.TwinBeforeWrite, CutPoint.TwinAfterWrite),
            Containers.Windows => (CutPoint.WindowBeforeWrite, CutPoint.WindowAfterWrite),
            _ => (CutPoint.AlertDocumentBeforeWrite, CutPoint.AlertDocumentAfterWrite),
        };
        return calls.WriteAsync(before, after, () => store.TryWriteAsync(container, partition, id, body, version, cancellationToken).Result, () => null);
    }

    public Task<bool> TryDeleteAsync(string container, string partition, string id, string version, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No simulated function deletes documents.");

    public IAsyncEnumerable<Document<T>> RangeAsync<T>(string container, string partition, string fromId, string toId, int limit, CancellationToken cancellationToken) where T : class =>
        AllAsync(() => store.RangeAsync<T>(container, partition, fromId, toId, limit, cancellationToken), cancellationToken);

    public IAsyncEnumerable<Document<T>> QueryAsync<T>(string container, string? state, IReadOnlyList<string>? tenants, string? afterKey, int limit, CancellationToken cancellationToken) where T : class =>
        AllAsync(() => store.QueryAsync<T>(container, state, tenants, afterKey, limit, cancellationToken), cancellationToken);

    public IAsyncEnumerable<Document<T>> QueryByAsync<T>(
        string container, string member, string value, string? state, IReadOnlyList<string>? tenants, string? afterKey, int limit, CancellationToken cancellationToken) where T : class =>
        AllAsync(() => store.QueryByAsync<T>(container, member, value, state, tenants, afterKey, limit, cancellationToken), cancellationToken);

    public IAsyncEnumerable<Document<T>> BetweenAsync<T>(
        string container, string? partition, string member, string from, string to, string? afterKey, int limit, CancellationToken cancellationToken) where T : class =>
        AllAsync(() => store.BetweenAsync<T>(container, partition, member, from, to, afterKey, limit, cancellationToken), cancellationToken);

    private async IAsyncEnumerable<Document<T>> AllAsync<T>(Func<IAsyncEnumerable<Document<T>>> query, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class
    {
        var found = await calls.ReadAsync(query);
        await foreach (var document in found.WithCancellation(cancellationToken)) yield return document;
    }
}
