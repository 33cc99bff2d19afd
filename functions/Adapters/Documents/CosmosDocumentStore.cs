using System.Net;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Documents;

/// <summary>Documents in Azure Cosmos DB for NoSQL. Stored as <c>{"id", "pk", "body": {…}, "ttl"?}</c>, partition key path <c>/pk</c>.</summary>
internal sealed partial class CosmosDocumentStore(CosmosClient client, CosmosOptions options, TimeProvider time) : IDocumentStore, IDisposable
{
    private readonly CosmosCalls calls = new(options.OperationTimeout, time);
    private readonly SemaphoreSlim creating = new(1, 1);
    private volatile bool ready = !options.MayCreate;

    /// <inheritdoc/>
    public async Task<Document<T>?> ReadAsync<T>(string container, string partition, string id, CancellationToken cancellationToken) where T : class
    {
        var target = await ContainerAsync(container, cancellationToken).ConfigureAwait(false);
        return await calls.RunAsync(Read, cancellationToken).ConfigureAwait(false);

        async Task<Document<T>?> Read(CancellationToken stop)
        {
            using var response = await target.ReadItemStreamAsync(id, new PartitionKey(partition), cancellationToken: stop).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.NotFound && response.Headers.Get("x-ms-substatus") is null or "0") return null;
            response.EnsureSuccessStatusCode();
            var envelope = await JsonSerializer.DeserializeAsync<Envelope<T>>(response.Content, DocumentJson.Options, stop).ConfigureAwait(false);
            return Open(envelope!);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> TryWriteAsync<T>(string container, string partition, string id, T body, string? version, CancellationToken cancellationToken) where T : class
    {
        var target = await ContainerAsync(container, cancellationToken).ConfigureAwait(false);
        var content = JsonSerializer.SerializeToUtf8Bytes(new Envelope<T> { Id = id, Pk = partition, Body = body }, DocumentJson.Options);
        return await calls.RunAsync(Write, cancellationToken).ConfigureAwait(false);

        async Task<string?> Write(CancellationToken stop)
        {
            using var stream = new MemoryStream(content, writable: false);
            var key = new PartitionKey(partition);
            using var response = version is null
                ? await target.CreateItemStreamAsync(stream, key, cancellationToken: stop).ConfigureAwait(false)
                : await target.ReplaceItemStreamAsync(stream, id, key, new ItemRequestOptions { IfMatchEtag = version }, stop).ConfigureAwait(false);
            // 404: the document that had this version is gone, so it was changed too.
            if (response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed) return null;
            if (response.StatusCode == HttpStatusCode.NotFound && version is not null && response.Headers.Get("x-ms-substatus") is null or "0") return null;
            response.EnsureSuccessStatusCode();
            return response.Headers.ETag;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> TryDeleteAsync(string container, string partition, string id, string version, CancellationToken cancellationToken)
    {
        var target = await ContainerAsync(container, cancellationToken).ConfigureAwait(false);
        return await calls.RunAsync(Delete, cancellationToken).ConfigureAwait(false);

        async Task<bool> Delete(CancellationToken stop)
        {
            using var response = await target.DeleteItemStreamAsync(id, new PartitionKey(partition), new ItemRequestOptions { IfMatchEtag = version }, stop).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.PreconditionFailed) return false;
            if (response.StatusCode == HttpStatusCode.NotFound && response.Headers.Get("x-ms-substatus") is null or "0") return false;
            response.EnsureSuccessStatusCode();
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        creating.Dispose();
        client.Dispose();
    }

    private static Document<T> Open<T>(Envelope<T> envelope) where T : class => new(envelope.Id, envelope.Pk, envelope.Body, envelope.ETag!);

    private async Task<Container> ContainerAsync(string name, CancellationToken cancellationToken)
    {
        if (!ready)
        {
            await creating.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (!ready) await calls.RunAsync(Create, cancellationToken).ConfigureAwait(false);
                ready = true;
            }
            finally
            {
                creating.Release();
            }
        }

        return client.GetContainer(options.Database, name);

        async Task<bool> Create(CancellationToken stop)
        {
            await CosmosContainers.CreateAsync(client, options.Database, stop).ConfigureAwait(false);
            return true;
        }
    }
}
