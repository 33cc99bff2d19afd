using Azure.Identity;
using Microsoft.Azure.Cosmos;

namespace ServerlessIot.Adapters.Documents;

/// <summary>Makes the SDK's client: gateway mode on loopback, where no direct connection exists, and bounded retries.</summary>
internal static class CosmosClientFactory
{
    // With the request time-out of 10 s an operation ends within OperationTimeout even when it was throttled.
    private const int ThrottlingRetries = 5;
    private static readonly TimeSpan ThrottlingWait = TimeSpan.FromSeconds(8);

    public static CosmosClient Create(CosmosOptions options)
    {
        var local = options.Address.IsLoopback;
        var client = new CosmosClientOptions
        {
            ApplicationName = "ServerlessIot",
            ConnectionMode = local ? ConnectionMode.Gateway : ConnectionMode.Direct,
            LimitToEndpoint = local,
            RequestTimeout = options.RequestTimeout,
            MaxRetryAttemptsOnRateLimitedRequests = ThrottlingRetries,
            MaxRetryWaitTimeOnRateLimitedRequests = ThrottlingWait,
            EnableContentResponseOnWrite = false,
            UseSystemTextJsonSerializerWithOptions = DocumentJson.Options,
        };
        return options.ConnectionString is { Length: > 0 } connectionString
            ? new CosmosClient(connectionString, client)
            : new CosmosClient(options.Address.ToString(), new DefaultAzureCredential(), client);
    }
}
