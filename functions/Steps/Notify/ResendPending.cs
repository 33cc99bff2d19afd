using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>Sends alerts again that are still pending on a channel. A timer runs it; runs may overlap, since channels know the alert's key.</summary>
public sealed class ResendPending(IDocumentStore store, AlertSender sender, NotifyOptions options, TimeProvider time, ILogger<ResendPending> logger)
{
    private const int Parallel = 8;

    // More may wait than one run looks at: the next one goes on where this one stopped.
    private string? after;

    /// <summary>Looks at pending alerts and sends those that are due.</summary>
    /// <returns>Attempts made on channels.</returns>
    /// <exception cref="StoreUnavailableException">The store did not answer; the next run goes on.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.RunTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var (attempts, seen, last) = (0, 0, (string?)null);
        try
        {
            var pending = store.QueryByAsync<AlertDocument>(Containers.Alerts, "delivery", DeliveryStates.Pending, null, null, after, options.LooksPerRun, both.Token);
            await System.Threading.Tasks.Parallel.ForEachAsync(Noting(pending), new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = both.Token, TaskScheduler = TaskScheduler.Current }, async (document, token) =>
                Interlocked.Add(ref attempts, await sender.SendAsync(document, fresh: false, token)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The run's time is over; what was not sent is still pending.
            seen = options.LooksPerRun;
        }

        after = seen < options.LooksPerRun ? null : last;
        if (attempts > 0) logger.Resent(attempts);
        return attempts;

        async IAsyncEnumerable<Document<AlertDocument>> Noting(IAsyncEnumerable<Document<AlertDocument>> documents)
        {
            await foreach (var document in documents)
            {
                (seen, last) = (seen + 1, document.Key);
                yield return document;
            }
        }
    }
}
