using Azure.Identity;
using Azure.Storage.Blobs;
using ServerlessIot.Edition.Parts;

namespace ServerlessIot.Edition.Running;

/// <summary>The container of journals and archive.</summary>
public static class BlobContainer
{
    /// <summary>A client for it, by the settings <c>Storage__…</c>.</summary>
    public static BlobContainerClient Open(LocalSettings settings)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 2, NetworkTimeout = TimeSpan.FromSeconds(10) } };
        return settings.Find("Storage__ConnectionString") is { } connectionString
            ? new BlobContainerClient(connectionString, settings["Storage__Container"], options)
            : new BlobContainerClient(new Uri($"{settings["Storage__AccountUri"].TrimEnd('/')}/{settings["Storage__Container"]}"), new DefaultAzureCredential(), options);
    }

    /// <summary>Creates it when it is missing.</summary>
    /// <exception cref="EditionException">The store refuses or does not answer.</exception>
    public static async Task CreateAsync(LocalSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await Open(settings).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is Azure.RequestFailedException or AggregateException)
        {
            throw new EditionException($"The container {settings["Storage__Container"]} could not be created: {e.Message}", e);
        }
    }
}
