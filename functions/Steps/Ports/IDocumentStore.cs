namespace ServerlessIot.Steps.Ports;

/// <summary>
/// Documents with optimistic concurrency. A document's id and partition key live outside its body.
/// Every member throws <see cref="StoreUnavailableException"/> when the store does not answer in time or throttles on.
/// </summary>
public interface IDocumentStore
{
    /// <summary>Reads one document with its version; null when it does not exist.</summary>
    Task<Document<T>?> ReadAsync<T>(string container, string partition, string id, CancellationToken cancellationToken) where T : class;

    /// <summary>Writes one document if it still has <paramref name="version"/> (null = must not exist).</summary>
    /// <returns>The new version; null when somebody else wrote it meanwhile.</returns>
    Task<string?> TryWriteAsync<T>(string container, string partition, string id, T body, string? version, CancellationToken cancellationToken) where T : class;

    /// <summary>Deletes one document if it still has <paramref name="version"/>; false when somebody else wrote or deleted it meanwhile.</summary>
    Task<bool> TryDeleteAsync(string container, string partition, string id, string version, CancellationToken cancellationToken);

    /// <summary>Documents of one partition whose id is in [<paramref name="fromId"/>, <paramref name="toId"/>), ordered by id, at most <paramref name="limit"/>.</summary>
    IAsyncEnumerable<Document<T>> RangeAsync<T>(string container, string partition, string fromId, string toId, int limit, CancellationToken cancellationToken) where T : class;

    /// <summary>
    /// Documents whose index field equals a value (null = any), over all partitions of <paramref name="tenants"/> (what a partition
    /// begins with, up to its slash; null = any), ordered by (partition, id), after <paramref name="afterKey"/> (a key that a document returned; null = from the start).
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="afterKey"/> is no key.</exception>
    IAsyncEnumerable<Document<T>> QueryAsync<T>(string container, string? state, IReadOnlyList<string>? tenants, string? afterKey, int limit, CancellationToken cancellationToken) where T : class;

    /// <summary>As <see cref="QueryAsync{T}(string, string?, IReadOnlyList{string}?, string?, int, CancellationToken)"/>, by any text member of the body as well.</summary>
    /// <param name="container">Container to look in.</param>
    /// <param name="member">Name of the member as stored (camel case), letters only.</param>
    /// <param name="value">Value that it must have.</param>
    /// <param name="state">Value of the index field; null = any.</param>
    /// <param name="tenants">Tenants to look at; null = all.</param>
    /// <param name="afterKey">Key of a document that was returned; null = from the start.</param>
    /// <param name="limit">Documents at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    IAsyncEnumerable<Document<T>> QueryByAsync<T>(
        string container, string member, string value, string? state, IReadOnlyList<string>? tenants, string? afterKey, int limit, CancellationToken cancellationToken) where T : class;

    /// <summary>Documents with a text member of the body in [<paramref name="from"/>, <paramref name="to"/>), in ordinal order; those without it are left out. Ordered by (partition, id).</summary>
    /// <param name="container">Container to look in.</param>
    /// <param name="partition">Partition to look in; null = all.</param>
    /// <param name="member">Name of the member as stored (camel case), letters only.</param>
    /// <param name="from">Least value.</param>
    /// <param name="to">First value that is too high.</param>
    /// <param name="afterKey">Key of a document that was returned; null = from the start.</param>
    /// <param name="limit">Documents at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    IAsyncEnumerable<Document<T>> BetweenAsync<T>(
        string container, string? partition, string member, string from, string to, string? afterKey, int limit, CancellationToken cancellationToken) where T : class;
}

/// <summary>A stored document.</summary>
/// <param name="Id">Document id, unique within its partition.</param>
/// <param name="Partition">Partition key: tenant/device.</param>
/// <param name="Body">The document.</param>
/// <param name="Version">ETag.</param>
public sealed record Document<T>(string Id, string Partition, T Body, string Version) where T : class
{
    /// <summary>Its place in the order of queries, for the next page.</summary>
    public string Key => new DocumentKey(Partition, Id).ToString();
}

/// <summary>Names of the containers.</summary>
public static class Containers
{
    /// <summary>Registrations of devices, id <c>registration</c>, and groups of them.</summary>
    public const string Registry = "registry";

    /// <summary>Device twins; id <c>twin</c>.</summary>
    public const string Twins = "twins";

    /// <summary>Alerts; id = alert id.</summary>
    public const string Alerts = "alerts";

    /// <summary>How often people are told of alerts: limits of channels, storms.</summary>
    public const string Notices = "notices";

    /// <summary>Commands to devices; id = command id.</summary>
    public const string Commands = "commands";

    /// <summary>Closed windows; id = start of the window, 16 digits.</summary>
    public const string Windows = "windows";
}
