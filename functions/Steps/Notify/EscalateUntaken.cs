using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>Tells further channels of alerts that nobody takes, and of those that maintenance held back when it is over. A timer runs it; runs may overlap, since each step is noted conditionally before it is sent.</summary>
public sealed class EscalateUntaken(IDocumentStore store, INotificationPolicy policy, AlertPlanner planner, AlertSender sender, NotifyOptions options, TimeProvider time, ILogger<EscalateUntaken> logger)
{
    // See AlertSender.Tries.
    private const int Tries = 20;

    /// <summary>Looks at alerts whose next step is due; one that is taken is due no more, so that the next run sees further ones.</summary>
    /// <returns>Alerts that were escalated.</returns>
    /// <exception cref="StoreUnavailableException">The store did not answer; the next run goes on.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (due, escalated) = (new List<Document<AlertDocument>>(), 0);
        await foreach (var document in store.BetweenAsync<AlertDocument>(Containers.Alerts, null, "due", "0", AlertDocument.DueAt(Now + 1), null, options.LooksPerRun, cancellationToken)) due.Add(document);
        foreach (var document in due)
        {
            if (await EscalateAsync(document, cancellationToken)) escalated++;
        }

        if (escalated > 0) logger.Escalated(escalated);
        return escalated;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<bool> EscalateAsync(Document<AlertDocument>? document, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries && document is not null; attempt++)
        {
            var next = document.Body is { Silenced: true, State: AlertStates.Open }
                ? await planner.ResumeAsync(document.Body, cancellationToken)
                : Escalation.Next(document.Body, policy.Current, sender.Channels, Now);
            if (ReferenceEquals(next, document.Body)) return false;
            if (await store.TryWriteAsync(Containers.Alerts, document.Partition, document.Id, next, document.Version, cancellationToken) is { } version)
            {
                var (escalated, resumed) = (next.Escalated > document.Body.Escalated, document.Body.Silenced && !next.Silenced);
                if (escalated) NotifyMetrics.Escalated();
                if (escalated || resumed) await sender.SendAsync(document with { Body = next, Version = version }, fresh: true, cancellationToken);
                return escalated;
            }

            document = await store.ReadAsync<AlertDocument>(Containers.Alerts, document.Partition, document.Id, cancellationToken);
        }

        // Gone, or changed by others over and over: it is still due.
        return false;
    }
}
