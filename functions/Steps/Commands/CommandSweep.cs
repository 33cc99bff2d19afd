using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Commands;

/// <summary>Ends commands whose time is over, and tells those that were recorded and never told. A timer runs it; runs may overlap.</summary>
public sealed class CommandSweep(IDocumentStore store, CommandTeller teller, ReplyProgress replies, CommandOptions options, TimeProvider time, ILogger<CommandSweep> logger)
{
    private const int Parallel = 8;

    // As long as nobody knows what waits, nothing is decided; but nobody waits for ever for a command's end.
    private static readonly TimeSpan MostWait = TimeSpan.FromMinutes(5);

    // More may be due than one run looks at: the next one goes on where this one stopped.
    private string? after;

    /// <summary>Looks at what is due.</summary>
    /// <returns>Commands that ended, and those that were told.</returns>
    /// <exception cref="StoreUnavailableException">The store did not answer; the next run goes on.</exception>
    public async Task<(int Ended, int Told)> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.RunTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var (ended, told, seen, last) = (0, 0, 0, (string?)null);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var run = new Run(now, new Lazy<Task>(() => LookAsync(both.Token)));
        try
        {
            var due = store.BetweenAsync<CommandDocument>(Containers.Commands, null, "due", "0", CommandLifecycle.DueAt(now + 1), after, options.LooksPerRun, both.Token);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = both.Token, TaskScheduler = TaskScheduler.Current };
            await System.Threading.Tasks.Parallel.ForEachAsync(Noting(due), parallel, async (document, token) =>
            {
                if (await EndAsync(document, run, token)) Interlocked.Increment(ref ended);
                else if (!IsToTell(document.Body) || Volatile.Read(ref run.Away)) return;
                else if ((await teller.TellAsync(document, token)).Told) Interlocked.Increment(ref told);
                else Volatile.Write(ref run.Away, true); // each try takes its time, and what is to end waits behind it
            });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The run's time is over; what is left is still due.
            seen = options.LooksPerRun;
        }

        if (run.Held > 0) logger.Held(run.Held);
        if (run.Anyway > 0) logger.EndedAnyway(run.Anyway);
        if (run.Away) logger.TellsNoMore();
        after = seen < options.LooksPerRun ? null : last;
        if (ended + told > 0) logger.Settled(ended, told);
        return (ended, told);

        async IAsyncEnumerable<Document<CommandDocument>> Noting(IAsyncEnumerable<Document<CommandDocument>> documents)
        {
            await foreach (var document in documents)
            {
                (seen, last) = (seen + 1, document.Key);
                yield return document;
            }
        }
    }

    private async Task<bool> EndAsync(Document<CommandDocument> document, Run run, CancellationToken cancellationToken)
    {
        if (CommandLifecycle.Overdue(document.Body, run.Now) is not { } next) return false;
        await run.Looked.Value;
        var deadline = CommandLifecycle.LastMoment(document.Body);
        var handled = replies.IsHandled(document.Partition, deadline);
        if (!handled && run.Now < deadline + (long)MostWait.TotalMilliseconds)
        {
            Interlocked.Increment(ref run.Held);
            return false;
        }

        // Somebody else got on with it, a reply perhaps: that stands.
        if (await store.TryWriteAsync(Containers.Commands, document.Partition, document.Id, next, document.Version, cancellationToken) is null) return false;
        CommandMetrics.Ended(next.State);
        if (!handled) Interlocked.Increment(ref run.Anyway);
        return true;
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await replies.LookAsync(cancellationToken);
        }
        catch (LogUnavailableException error)
        {
            logger.NotLooked(error.Message); // what was seen before stands
        }
    }

    private bool IsToTell(CommandDocument document) =>
        !document.Told && CommandStates.IsOpen(document.State) && time.GetUtcNow().ToUnixTimeMilliseconds() < document.Command.Expires;

    /// <param name="now">When it began, Unix milliseconds.</param>
    /// <param name="looked">Looks how far replies are handled, when the first command is overdue.</param>
    private sealed class Run(long now, Lazy<Task> looked)
    {
        // Overdue commands that wait, those that have waited long enough, and whether the log took none.
        public int Held;
        public int Anyway;
        public bool Away;

        public long Now => now;

        public Lazy<Task> Looked => looked;
    }
}
