using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Commands;

/// <summary>Takes commands: the document is written before the log is told, so that none is lost in between.</summary>
public sealed class CommandDesk(IDocumentStore store, CommandTeller teller, CommandOptions options, ILogger<CommandDesk> logger)
{
    // Text that is behind every number's.
    private const string BehindAll = ":";

    /// <summary>Records and tells a command. One with a key that is there already is answered as it is.</summary>
    /// <param name="command">What is wanted; its id is that of its key, if it has one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">Nothing was told; nothing was recorded, or it is not known whether it was.</exception>
    public async Task<CommandAsked> AskAsync(CommandRecord command, CancellationToken cancellationToken)
    {
        var partition = $"{command.Tenant}/{command.Device}";
        if (command.Key is not null && await ReadAsync() is { } known) return await KnownAsync(command, known, cancellationToken);
        var most = options.MostOpenFor(command.Priority);
        if (await OpenAsync(partition, most, cancellationToken) >= most) return new CommandAsked(CommandAnswers.TooMany, null);
        var body = CommandLifecycle.Open(command);
        if (await store.TryWriteAsync(Containers.Commands, partition, command.Id, body, null, cancellationToken) is { } version)
        {
            CommandMetrics.Issued();
            return new CommandAsked(CommandAnswers.Begun, await TellAsync(new Document<CommandDocument>(command.Id, partition, body, version), cancellationToken));
        }

        // Somebody with the same key was faster.
        return await ReadAsync() is { } other
            ? await KnownAsync(command, other, cancellationToken)
            : throw new StoreUnavailableException($"Command {command.Id} is there and is not.");

        Task<Document<CommandDocument>?> ReadAsync() => store.ReadAsync<CommandDocument>(Containers.Commands, partition, command.Id, cancellationToken);
    }

    private async Task<CommandAsked> KnownAsync(CommandRecord wanted, Document<CommandDocument> known, CancellationToken cancellationToken)
    {
        if (!known.Body.Command.SameAs(wanted)) return new CommandAsked(CommandAnswers.OtherContent, null);
        // Who asked first may have died before the log had it.
        var body = !known.Body.Told && CommandStates.IsOpen(known.Body.State) ? await TellAsync(known, cancellationToken) : known.Body;
        return new CommandAsked(CommandAnswers.Known, body);
    }

    private async Task<CommandDocument> TellAsync(Document<CommandDocument> document, CancellationToken cancellationToken)
    {
        try
        {
            return (await teller.TellAsync(document, cancellationToken)).Document.Body;
        }
        catch (StoreUnavailableException error)
        {
            // It is recorded and in the log: whoever were told that it failed would ask again, and the device did it twice. The timer notes it.
            logger.NotNoted(document.Id, document.Partition, error.Message);
            return document.Body;
        }
    }

    private async Task<int> OpenAsync(string partition, int most, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in store.BetweenAsync<CommandDocument>(Containers.Commands, partition, "due", "0", BehindAll, null, most, cancellationToken)) count++;
        return count;
    }
}

/// <summary>What came of asking.</summary>
/// <param name="Answer">How it was taken.</param>
/// <param name="Command">The command as it is; null when there is none to show.</param>
public sealed record CommandAsked(CommandAnswers Answer, CommandDocument? Command);

/// <summary>Ways of taking a command.</summary>
public enum CommandAnswers
{
    /// <summary>It is a new one.</summary>
    Begun,

    /// <summary>It is there, and asks for the same.</summary>
    Known,

    /// <summary>Its key stands for another one.</summary>
    OtherContent,

    /// <summary>As many as may be are open.</summary>
    TooMany,
}
