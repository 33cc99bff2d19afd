using System.Runtime.CompilerServices;
using Microsoft.Azure.Cosmos;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Documents;

internal sealed partial class CosmosDocumentStore
{
    // A page of documents of 1–4 kB each stays below the 4 MB that the store answers at most.
    private const int PageSize = 500;

    private const string Behind = "(c.pk > @pk OR (c.pk = @pk AND c.id > @id))";

    private const string ByRange = "SELECT * FROM c WHERE c.id >= @from AND c.id < @to ORDER BY c.id";

    /// <inheritdoc/>
    public IAsyncEnumerable<Document<T>> RangeAsync<T>(string container, string partition, string fromId, string toId, int limit, CancellationToken cancellationToken) where T : class
    {
        var query = new QueryDefinition(ByRange).WithParameter("@from", fromId).WithParameter("@to", toId);
        return RunAsync<T>(container, query, new PartitionKey(partition), limit, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Document<T>> QueryAsync<T>(string container, string? state, IReadOnlyList<string>? tenants, string? afterKey, int limit, CancellationToken cancellationToken) where T : class =>
        AcrossAsync<T>(container, null, null, state, tenants, afterKey, limit, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Document<T>> QueryByAsync<T>(
        string container, string member, string value, string? state, IReadOnlyList<string>? tenants, string? afterKey, int limit, CancellationToken cancellationToken) where T : class =>
        AcrossAsync<T>(container, member, value, state, tenants, afterKey, limit, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Document<T>> BetweenAsync<T>(
        string container, string? partition, string member, string from, string to, string? afterKey, int limit, CancellationToken cancellationToken) where T : class
    {
        CheckMember(member);
        var after = After(afterKey);
        var text = $"SELECT * FROM c WHERE c.body.{member} >= @from AND c.body.{member} < @to{(after is null ? "" : " AND " + Behind)} ORDER BY {(partition is null ? "c.pk, " : "")}c.id";
        var query = new QueryDefinition(text).WithParameter("@from", from).WithParameter("@to", to);
        if (after is { } key) query = query.WithParameter("@pk", key.Partition).WithParameter("@id", key.Id);
        return RunAsync<T>(container, query, partition is null ? null : new PartitionKey(partition), limit, cancellationToken);
    }

    private IAsyncEnumerable<Document<T>> AcrossAsync<T>(
        string container, string? member, string? value, string? state, IReadOnlyList<string>? tenants, string? afterKey, int limit, CancellationToken cancellationToken) where T : class
    {
        if (member is not null) CheckMember(member);
        var after = After(afterKey);
        if (tenants is { Count: 0 }) return AsyncEnumerable.Empty<Document<T>>();
        List<string> conditions = [];
        if (tenants is not null) conditions.Add($"({string.Join(" OR ", tenants.Select((_, i) => $"STARTSWITH(c.pk, @t{i})"))})");
        if (after is not null) conditions.Add(Behind);
        if (state is not null) conditions.Add("c.body.state = @state");
        if (member is not null) conditions.Add($"c.body.{member} = @value");
        var where = conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
        var query = new QueryDefinition($"SELECT * FROM c {where} ORDER BY c.pk, c.id");
        for (var i = 0; i < tenants?.Count; i++) query = query.WithParameter($"@t{i}", tenants[i] + "/");
        if (state is not null) query = query.WithParameter("@state", state);
        if (member is not null) query = query.WithParameter("@value", value);
        if (after is { } key) query = query.WithParameter("@pk", key.Partition).WithParameter("@id", key.Id);
        return RunAsync<T>(container, query, partition: null, limit, cancellationToken);
    }

    // The name becomes part of a query's text.
    private static void CheckMember(string member)
    {
        if (member.Length == 0 || !member.All(char.IsAsciiLetter)) throw new ArgumentException("A member's name has letters only.", nameof(member));
    }

    private static DocumentKey? After(string? key) =>
        key is null ? null : DocumentKey.TryParse(key, out var after) ? after : throw new ArgumentException("This is no key of a document.", nameof(key));

    private async IAsyncEnumerable<Document<T>> RunAsync<T>(string container, QueryDefinition query, PartitionKey? partition, int limit, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class
    {
        if (limit <= 0) yield break;
        var target = await ContainerAsync(container, cancellationToken).ConfigureAwait(false);
        using var pages = target.GetItemQueryIterator<Envelope<T>>(query, requestOptions: new QueryRequestOptions { PartitionKey = partition, MaxItemCount = Math.Min(limit, PageSize) });
        var left = limit;
        while (left > 0 && pages.HasMoreResults)
        {
            var page = await calls.RunAsync(pages.ReadNextAsync, cancellationToken).ConfigureAwait(false);
            foreach (var envelope in page)
            {
                yield return Open(envelope);
                if (--left == 0) yield break;
            }
        }
    }
}
