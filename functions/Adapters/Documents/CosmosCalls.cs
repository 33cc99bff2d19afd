using System.Net;
using Microsoft.Azure.Cosmos;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Documents;

/// <summary>Bounds an operation in time and turns the SDK's failures into the port's.</summary>
internal sealed class CosmosCalls(TimeSpan limit, TimeProvider time)
{
    /// <summary>Runs one operation.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer, or throttled longer than the retries last.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await operation(both.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (IsUnavailable(error) && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"The document store is not available: {error.Message.Split('\n')[0]}", error);
        }
    }

    /// <summary>Whether a status means that asking again later may succeed.</summary>
    public static bool IsUnavailable(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.Gone or HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout
        or (HttpStatusCode)449; // "retry with": a write met another one inside the store

    private static bool IsUnavailable(Exception error) => error switch
    {
        CosmosException cosmos => IsUnavailable(cosmos.StatusCode),
        HttpRequestException or IOException or OperationCanceledException or TimeoutException => true,
        _ => false,
    };
}
