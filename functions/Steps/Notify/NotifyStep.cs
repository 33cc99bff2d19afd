using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Notify;

/// <summary>
/// Gives every alert a document and tells the channels. Needs no journal: alerts are deduplicated by id, and their
/// revisions are ordered by origin (delivery rule 7).
/// </summary>
public sealed class NotifyStep(IDocumentStore store, ILogWriter log, AlertPlanner planner, AlertSender sender, TopicNames topics, NotifyOptions options, TimeProvider time, ILogger<NotifyStep> logger)
{
    /// <summary>Name of the step.</summary>
    public const string StepName = "notify";

    // See AlertSender.Tries.
    private const int Tries = 20;

    // Behind the space and the digits of every time.
    private const string AfterEveryTime = " :";

    /// <summary>Handles one record of the topic alerts. A record that is no alert goes to quarantine; a channel that fails is tried again by <see cref="ResendPending"/>.</summary>
    /// <exception cref="StoreUnavailableException">The alert could not be recorded: the record must be handled again.</exception>
    /// <exception cref="LogUnavailableException">A refused record could not be put into quarantine: it must be handled again.</exception>
    public async Task HandleAsync(LogRecord record, CancellationToken cancellationToken)
    {
        try
        {
            if (AlertReading.Read(record, out var refusal) is { } alert)
            {
                await planner.PrepareAsync(cancellationToken);
                if (AlertSources.IsEdge(record.Header(LogHeaders.Source)) && await IsTakenAsync(alert, cancellationToken)) return;
                await sender.SendAsync(await RecordAsync(alert, cancellationToken), fresh: true, cancellationToken);
            }
            else
            {
                await RefuseAsync(record, refusal!, cancellationToken);
            }
        }
        catch (Exception error) when (error is StoreUnavailableException or LogUnavailableException)
        {
            logger.Unavailable(error);
            // The host runs a failed function again without any delay.
            await Task.Delay(options.FailureDelay, time, cancellationToken);
            throw;
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            // A fault of ours comes again with the record: the alerts behind it must not wait for that (delivery rule 8).
            await RefuseAsync(record, new Refusal("step-failed", $"{error.GetType().Name}: {error.Message}"), cancellationToken);
        }
    }

    /// <summary>Whether the slot (device, rule) has another alert within the cooldown, or one whose condition holds, which takes all later breaches. A bridge knows only what it proposed since its start; what it proposes in vain, the step Alert counts.</summary>
    private async Task<bool> IsTakenAsync(AlertRecord proposed, CancellationToken cancellationToken)
    {
        var since = AlertDocument.SlotAt(proposed.Rule, proposed.Time - AlertTimes.Cooldown(proposed) + 1);
        // Later ones that have already begun before are as many as the proposal is late by cooldowns: as a rule none. Those whose condition holds are always among them.
        var alerts = store.BetweenAsync<AlertDocument>(Containers.Alerts, $"{proposed.Tenant}/{proposed.Device}", "slot", since, proposed.Rule + AfterEveryTime, null, int.MaxValue, cancellationToken);
        await foreach (var document in alerts)
        {
            var other = document.Body.Alert;
            if (other.Rule == proposed.Rule && other.AlertId != proposed.AlertId && Covers(other, proposed.Time)) return true;
        }

        return false;
    }

    private static bool Covers(AlertRecord alert, long time) =>
        time > alert.Time - AlertTimes.Cooldown(alert) && (alert.Cleared is null || time < AlertTimes.Last(alert) + AlertTimes.Cooldown(alert));

    private async Task<Document<AlertDocument>> RecordAsync(AlertRecord alert, CancellationToken cancellationToken)
    {
        var partition = $"{alert.Tenant}/{alert.Device}";
        var stored = await ReadAsync();
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var next = await planner.NextAsync(stored?.Body, alert, cancellationToken);
            if (next is null) return stored!;
            if (await store.TryWriteAsync(Containers.Alerts, partition, alert.AlertId, next, stored?.Version, cancellationToken) is { } version)
            {
                if (stored is null) NotifyMetrics.Opened();
                return new Document<AlertDocument>(alert.AlertId, partition, next, version);
            }

            stored = await ReadAsync();
        }

        throw new StoreUnavailableException($"The document of alert {alert.AlertId} was changed by others {Tries} times in a row.");

        Task<Document<AlertDocument>?> ReadAsync() => store.ReadAsync<AlertDocument>(Containers.Alerts, partition, alert.AlertId, cancellationToken);
    }

    private async Task RefuseAsync(LogRecord record, Refusal refusal, CancellationToken cancellationToken)
    {
        await log.WriteAsync([Quarantine.Record(topics, record, StepName, refusal)], cancellationToken);
        NotifyMetrics.Refused();
        logger.Refused(record.Topic, record.Partition, record.Offset, refusal.Reason);
    }
}
