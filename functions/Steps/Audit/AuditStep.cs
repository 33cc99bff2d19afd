using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Audit;

/// <summary>
/// Keeps the books of the running system (delivery rule 11): reads what is new in the journals, holds the steps against
/// each other, and raises an alert when something that is off stays off. Writes nothing but its own books and alerts.
/// </summary>
public sealed class AuditStep(IBlobStore blobs, ILogWriter log, BooksStore store, TopicNames topics, AuditOptions options, TimeProvider time, ILogger<AuditStep> logger)
{
    /// <summary>Partitions read at once.</summary>
    private const int Parallel = 8;
    private int partitions;

    /// <summary>Takes one look. To be called by one timer; of two looks at once only one is kept.</summary>
    /// <returns>What it found.</returns>
    /// <exception cref="StoreUnavailableException">The blob store did not answer; the next look goes on from the last one.</exception>
    /// <exception cref="LogUnavailableException">An alert could not be written; the next look raises it.</exception>
    public async Task<AuditBooks> LookAsync(CancellationToken cancellationToken)
    {
        if (partitions == 0) partitions = await log.PartitionsAsync(topics.Raw, cancellationToken);
        var (last, version) = await store.ReadAsync(cancellationToken);
        var before = last?.Partitions.ToDictionary(books => books.Partition) ?? [];
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var found = new PartitionBooks[partitions];
        await System.Threading.Tasks.Parallel.ForAsync(0, partitions, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken }, async (partition, token) =>
            found[partition] = await ReadAsync(partition, before.GetValueOrDefault(partition), token));
        // Told before it is noted: after a crash between the two it is told again under the same id.
        var failure = await TellAsync(found, now, cancellationToken);
        var looked = new AuditBooks(now, failure is null ? [.. found.Select(books => Mark(books, now))] : found);
        if (!await store.TryWriteAsync(looked, version, cancellationToken)) logger.Overlapped();
        AuditMetrics.Looked(looked);
        return failure is null ? looked : throw new LogUnavailableException("An alert could not be written; the next look raises it.", failure);
    }

    private async Task<PartitionBooks> ReadAsync(int partition, PartitionBooks? before, CancellationToken cancellationToken)
    {
        // Validate last: whatever a reader was told is in Validate's journal by then.
        var ledgers = await Task.WhenAll(StepReadings.Readers.Select(reading => ReadAsync(reading, partition, before, cancellationToken)));
        var steps = new Dictionary<string, StepLedger>();
        foreach (var (reading, ledger) in StepReadings.Readers.Zip(ledgers).Append((StepReadings.Validate, await ReadAsync(StepReadings.Validate, partition, before, cancellationToken))))
        {
            if (ledger is not null) steps[reading.Step] = ledger;
        }

        var books = new PartitionBooks { Partition = partition, Steps = steps, Incidents = Incident.Next(before?.Incidents ?? [], StepBalance.Differences(steps)) };
        Log(books, before?.Incidents ?? []);
        return books;
    }

    private async Task<StepLedger?> ReadAsync(StepReading reading, int partition, PartitionBooks? before, CancellationToken cancellationToken)
    {
        var known = before?.Steps.GetValueOrDefault(reading.Step);
        try
        {
            var news = await JournalTail.ReadAsync(blobs, reading.Step, partition, known?.Position, cancellationToken);
            return news is null ? null : reading.Fold(known, news);
        }
        catch (Exception exception) when (exception is CorruptDataException or JsonException)
        {
            logger.Unreadable(exception, reading.Step, partition);
            return (known ?? new StepLedger()) with { Fault = exception.Message };
        }
    }

    private async Task<LogUnavailableException?> TellAsync(IEnumerable<PartitionBooks> found, long now, CancellationToken cancellationToken)
    {
        var alerts = new List<OutRecord>();
        foreach (var books in found)
        {
            foreach (var incident in books.Incidents.Where(incident => incident.IsDue(options, now)))
            {
                var alert = AuditAlert.Of(books, incident, now);
                logger.Raised(alert.Message);
                AuditMetrics.Raised(books.Partition, incident.Difference);
                alerts.Add(AlertOutput.Record(topics, alert, "/serverlessiot/audit"));
            }
        }

        try
        {
            await log.WriteAsync(alerts, cancellationToken);
            return null;
        }
        catch (LogUnavailableException exception)
        {
            return exception;
        }
    }

    private PartitionBooks Mark(PartitionBooks books, long now) => books with
    {
        Incidents = [.. books.Incidents.Select(incident => incident.IsDue(options, now) ? incident with { Told = incident.Difference.Amount, Raised = now } : incident)],
    };

    private void Log(PartitionBooks books, IReadOnlyList<Incident> before)
    {
        foreach (var incident in books.Incidents.Where(incident => incident.Looks == 1))
            logger.Suspected(incident.Difference.Step, books.Partition, incident.Difference.Kind, incident.Difference.Amount);
        foreach (var incident in before.Where(old => !books.Incidents.Any(now => (now.Difference.Step, now.Difference.Kind) == (old.Difference.Step, old.Difference.Kind))))
            logger.Settled(incident.Difference.Step, books.Partition, incident.Difference.Kind);
    }
}
