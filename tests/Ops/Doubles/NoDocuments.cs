using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Doubles;

/// <summary>A document store in which there is nothing.</summary>
public sealed class NoDocuments : IDocumentStore
{
    public Task<Document<T>?> ReadAsync<T>(string container, string partition, string id, CancellationToken cancellationToken) where T : class => Task.FromResult<Document<T>?>(null);

    public Task<string?> TryWriteAsync<T>(string container, string partition, string id, T body, string? version, CancellationToken cancellationToken) where T : class => throw new NotSupportedException();

    public Task<bool> TryDeleteAsync(string container, string partition, string id, string version, CancellationToken cancellationToken) => Task.FromResult(false);

    public IAsyncEnumerable<Document<T>> RangeAsync<T>(string container, string partition, string fromId, string toId, int limit, CancellationToken cancellationToken) where T : class =>
        AsyncEnumerable.Empty<Document<T>>();

    public IAsyncEnumerable<Document<T>> QueryAsync<T>(string container, string? state, IReadOnlyList<string>? tenants, string? afterKey, int limit, CancellationToken cancellationToken) where T : class =>
        AsyncEnumerable.Empty<Document<T>>();

    public IAsyncEnumerable<Document<T>> BetweenAsync<T>(
        string container, string? partition, string member, string from, string to, string? afterKey, int limit, CancellationToken cancellationToken) where T : class => AsyncEnumerable.Empty<Document<T>>();

    public IAsyncEnumerable<Document<T>> QueryByAsync<T>(
        string container, string member, string value, string? state, IReadOnlyList<string>? tenants, string? afterKey, int limit, CancellationToken cancellationToken) where T : class =>
        AsyncEnumerable.Empty<Document<T>>();
}
