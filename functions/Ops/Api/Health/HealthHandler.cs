using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Health;

/// <summary>Answers whether the document store and the log answer. Open to everybody: it tells nothing else.</summary>
public sealed class HealthHandler(IDocumentStore store, ILogWriter log, TopicNames topics, TimeProvider time)
{
    private const string Ok = "ok";
    private const string Unavailable = "unavailable";

    // The first request connects to everything, which takes seconds on a busy machine.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>200 when all parts answer, else 503.</summary>
    public async Task<IActionResult> GetAsync(CancellationToken cancellationToken)
    {
        var documents = CheckAsync(DocumentsAsync, cancellationToken);
        var records = CheckAsync(stop => log.PartitionsAsync(topics.Raw, stop), cancellationToken);
        var checks = new Dictionary<string, string> { ["documents"] = await documents, ["log"] = await records };
        var status = checks.Values.All(value => value == Ok) ? Ok : Unavailable;
        return new JsonAnswer<HealthReport>(new(status, checks), ApiJson.Readable.HealthReport, status == Ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<string> CheckAsync(Func<CancellationToken, Task> check, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await check(both.Token).WaitAsync(both.Token);
            return Ok;
        }
        catch (Exception error) when (error is StoreUnavailableException or LogUnavailableException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return Unavailable;
        }
    }

    private async Task DocumentsAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in store.QueryAsync<DeviceTwin>(Containers.Twins, null, null, null, 1, cancellationToken)) return;
    }
}
