using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Commands;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Reply;

/// <summary>
/// Ends commands by their replies, and writes the documents of those that a bridge issued by itself. Needs no journal: a document takes one terminal state, by the condition of its version, and whatever
/// comes again or late changes nothing.
/// </summary>
public sealed class ReplyStep(IDocumentStore store, ILogWriter log, TopicNames topics, ReplyOptions options, TimeProvider time, ILogger<ReplyStep> logger)
{
    /// <summary>Name of the step.</summary>
    public const string StepName = "reply";

    // Every conflict means that another writer got on, and each of them brings the document nearer to its end.
    private const int Tries = 20;

    // Copies of the store are behind each other by milliseconds.
    private static readonly TimeSpan[] Looks = [.. new[] { 50, 150, 300, 500 }.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))];
    private readonly VainWaits vain = new(time);

    /// <summary>Handles one record of the topic device.replies. One that says nothing usable goes to quarantine.</summary>
    /// <exception cref="StoreUnavailableException">The reply could not be recorded: the record must be handled again.</exception>
    /// <exception cref="LogUnavailableException">A refused record could not be put into quarantine: it must be handled again.</exception>
    public async Task HandleAsync(LogRecord record, CancellationToken cancellationToken)
    {
        try
        {
            if (ReplyReading.Read(record, out var refusal) is { } news) refusal = await ApplyAsync(news, cancellationToken);
            if (refusal is not null) await RefuseAsync(record, refusal, cancellationToken);
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
            // A fault of ours comes again with the record: the replies behind it must not wait for that (delivery rule 8).
            await RefuseAsync(record, new Refusal("step-failed", $"{error.GetType().Name}: {error.Message}"), cancellationToken);
        }
    }

    /// <returns>Why the record is refused; null when it is not.</returns>
    private async Task<Refusal?> ApplyAsync(ReplyNews news, CancellationToken cancellationToken)
    {
        if (news.Issued is { } command)
        {
            // It stands before every delivery and reply in its partition. The timer tells it again if the bridge died before it had.
            if (await store.TryWriteAsync(Containers.Commands, news.Partition, news.Id, CommandLifecycle.Open(command), null, cancellationToken) is null) CommandMetrics.Late();
            else CommandMetrics.Issued();
            return null;
        }

        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await FindAsync(news, cancellationToken) is not { } document)
                return new Refusal("unknown-command", $"Device {news.Partition} has no command {news.Id}.");
            var next = news.Reply is { } reply ? CommandLifecycle.Replied(document.Body, reply) : CommandLifecycle.Sent(document.Body, news.Delivery!.Time, time.GetUtcNow().ToUnixTimeMilliseconds());
            if (next is null)
            {
                CommandMetrics.Late();
                return null;
            }

            if (await store.TryWriteAsync(Containers.Commands, news.Partition, news.Id, next, document.Version, cancellationToken) is null) continue;
            if (!CommandStates.IsOpen(next.State)) CommandMetrics.Ended(next.State);
            return null;
        }

        throw new StoreUnavailableException($"The document of command {news.Id} was changed by others {Tries} times in a row.");
    }

    /// <summary>
    /// The document was written before the log had the command, so whoever answers it finds it, but by another process, so that a copy of the store may not have it yet: it
    /// is looked for again. A device that answers what nobody asked for has its neighbours wait for that once a minute.
    /// </summary>
    private async Task<Document<CommandDocument>?> FindAsync(ReplyNews news, CancellationToken cancellationToken)
    {
        var found = await ReadAsync();
        if (found is not null || vain.Has(news.Partition)) return found;
        foreach (var wait in Looks)
        {
            await Task.Delay(wait, time, cancellationToken);
            if (await ReadAsync() is { } late) return late;
        }

        vain.Add(news.Partition);
        return null;

        Task<Document<CommandDocument>?> ReadAsync() => store.ReadAsync<CommandDocument>(Containers.Commands, news.Partition, news.Id, cancellationToken);
    }

    private async Task RefuseAsync(LogRecord record, Refusal refusal, CancellationToken cancellationToken)
    {
        await log.WriteAsync([Quarantine.Record(topics, record, StepName, refusal)], cancellationToken);
        CommandMetrics.Refused();
        logger.Refused(record.Topic, record.Partition, record.Offset, refusal.Reason);
    }
}
