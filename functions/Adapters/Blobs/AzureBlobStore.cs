using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Blobs;

/// <summary>Blobs of one container of a storage account or of Azurite. Creates the container when it is missing.</summary>
public sealed partial class AzureBlobStore : IArchiveBlobs
{
    private readonly BlobContainerClient container;

    /// <summary>A store on the container that the settings name.</summary>
    /// <exception cref="InvalidOperationException">Neither a connection string nor an account is set.</exception>
    public AzureBlobStore(BlobSettings settings)
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(20);
        var service = (settings.ConnectionString.Length > 0, settings.AccountUri) switch
        {
            (true, _) => new BlobServiceClient(settings.ConnectionString, options),
            (false, { } account) => new BlobServiceClient(account, new DefaultAzureCredential(), options),
            _ => throw new InvalidOperationException("Neither Storage__ConnectionString nor Storage__AccountUri is set."),
        };
        container = service.GetBlobContainerClient(settings.Container);
    }

    /// <inheritdoc/>
    public async Task UploadAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        await CallAsync(async () => (await container.GetBlobClient(name).UploadAsync(new BinaryData(content), options, cancellationToken)).Value.ETag.ToString(), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        var conditions = version is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = new ETag(version) };
        var options = new BlobUploadOptions { Conditions = conditions };
        return await CallAsync(async () => (await container.GetBlobClient(name).UploadAsync(new BinaryData(content), options, cancellationToken)).Value.ETag.ToString(), cancellationToken) is not null;
    }

    /// <inheritdoc/>
    public Task<BlobContent?> DownloadAsync(string name, CancellationToken cancellationToken) => ReadAsync(name, null, cancellationToken);

    /// <inheritdoc/>
    public Task<BlobContent?> DownloadFromAsync(string name, long from, CancellationToken cancellationToken) =>
        ReadAsync(name, new BlobDownloadOptions { Range = new HttpRange(from) }, cancellationToken);

    /// <inheritdoc/>
    public Task<BlobContent?> DownloadChangedAsync(string name, string? seen, CancellationToken cancellationToken) =>
        ReadAsync(name, seen is null ? null : new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = new ETag(seen) } }, cancellationToken, seen);

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await container.GetBlobClient(name).ExistsAsync(cancellationToken)).Value;
        }
        catch (Exception exception) when (Unavailable(exception, cancellationToken))
        {
            throw new StoreUnavailableException($"{name} could not be looked for: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public async Task<string> CreateAppendAsync(string name, CancellationToken cancellationToken)
    {
        var options = new AppendBlobCreateOptions { Conditions = new AppendBlobRequestConditions { IfNoneMatch = ETag.All } };
        return await CallAsync(async () => (await container.GetAppendBlobClient(name).CreateAsync(options, cancellationToken)).Value.ETag.ToString(), cancellationToken)
            ?? throw new StoreUnavailableException($"{name} exists already.");
    }

    /// <inheritdoc/>
    public Task<string?> TryAppendAsync(string name, long length, string version, ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        var options = new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = length, IfMatch = new ETag(version) } };
        return CallAsync(async () => (await container.GetAppendBlobClient(name).AppendBlockAsync(new MemoryStream(block.ToArray()), options, cancellationToken)).Value.ETag.ToString(), cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(async () => (await container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellationToken)).Value.ToString(), cancellationToken);

    private async Task<BlobContent?> ReadAsync(string name, BlobDownloadOptions? options, CancellationToken cancellationToken, string? seen = null)
    {
        try
        {
            var response = await container.GetBlobClient(name).DownloadContentAsync(options, cancellationToken);
            return response.GetRawResponse().Status == 304 ? new BlobContent(default, seen!) : new BlobContent(response.Value.Content.ToMemory(), response.Value.Details.ETag.ToString());
        }
        catch (RequestFailedException exception) when (exception.Status == 304)
        {
            return new BlobContent(default, seen!);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
        catch (RequestFailedException exception) when (exception.Status == 416)
        {
            return new BlobContent(default, "");
        }
        catch (Exception exception) when (Unavailable(exception, cancellationToken))
        {
            throw new StoreUnavailableException($"{name} could not be read: {exception.Message}", exception);
        }
    }

    private static bool Unavailable(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && exception is RequestFailedException or AggregateException or IOException or TimeoutException or OperationCanceledException or AuthenticationFailedException;

    /// <summary>Null when a condition did not hold or the blob is gone, or is on its way to another tier already.</summary>
    private async Task<string?> CallAsync(Func<Task<string>> call, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                return await call();
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
                return await call();
            }
        }
        catch (RequestFailedException exception) when (exception.Status is 412 or 404 || exception.ErrorCode == BlobErrorCode.BlobAlreadyExists || exception.ErrorCode == BlobErrorCode.BlobBeingRehydrated)
        {
            return null;
        }
        catch (Exception exception) when (Unavailable(exception, cancellationToken))
        {
            throw new StoreUnavailableException($"The blob store failed: {exception.Message}", exception);
        }
    }
}
