using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Commands;

/// <summary>Writes recorded commands to the log and notes that it has them. Bridges know a command that is told twice by its id.</summary>
public sealed class CommandTeller(IDocumentStore store, ILogWriter log, TopicNames topics, CommandOptions options, TimeProvider time, ILogger<CommandTeller> logger)
{
    // Every conflict means that another writer got on, and each of them ends what is to be noted.
    private const int Tries = 20;
    private static readonly LogHeader SpecVersion = new(LogHeaders.SpecVersion, "1.0");
    private static readonly LogHeader Source = new(LogHeaders.Source, "/serverlessiot/commands");
    private static readonly LogHeader Json = new(LogHeaders.ContentType, "application/json");

    /// <summary>Tells a command. When the log does not take it in time it stays untold, and the timer comes back to it.</summary>
    /// <returns>The document as it is now, and whether the log has the command.</returns>
    /// <exception cref="StoreUnavailableException">The log has it, and that could not be noted; the timer tells it again.</exception>
    public async Task<(Document<CommandDocument> Document, bool Told)> TellAsync(Document<CommandDocument> document, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.TellWithin, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await log.WriteAsync([Record(document)], both.Token);
        }
        catch (Exception error) when (error is LogUnavailableException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.NotTold(document.Id, document.Partition);
            return (document, false);
        }

        return (await NoteAsync(document, cancellationToken), true);
    }

    private async Task<Document<CommandDocument>> NoteAsync(Document<CommandDocument> document, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            // Its reply may have come already.
            if (CommandLifecycle.Told(document.Body) is not { } next) return document;
            if (await store.TryWriteAsync(Containers.Commands, document.Partition, document.Id, next, document.Version, cancellationToken) is { } version)
                return document with { Body = next, Version = version };
            if (await store.ReadAsync<CommandDocument>(Containers.Commands, document.Partition, document.Id, cancellationToken) is not { } read) return document;
            document = read;
        }

        throw new StoreUnavailableException($"The document of command {document.Id} was changed by others {Tries} times in a row.");
    }

    private OutRecord Record(Document<CommandDocument> document)
    {
        var command = document.Body.Command;
        return new OutRecord(
            topics.Commands, null, Encoding.UTF8.GetBytes(document.Partition), JsonSerializer.SerializeToUtf8Bytes(command, DomainJson.Default.CommandRecord),
            [new(LogHeaders.Id, $"{document.Partition}/{command.Id}"), new(LogHeaders.Type, RecordTypes.Command), Source, SpecVersion, Json, new(LogHeaders.Correlation, command.Id)],
            command.Issued);
    }
}
