using ServerlessIot.Edition.Books;
using ServerlessIot.Edition.Draining;
using ServerlessIot.Edition.Fleet;
using ServerlessIot.Edition.Killing;
using ServerlessIot.Simulator.Running;

namespace ServerlessIot.Edition.Running;

/// <summary><c>--for</c>: a fleet for a while, then drain, then the books.</summary>
/// <param name="context">The running edition.</param>
public sealed class BoundedRun(EditionContext context)
{
    /// <summary>Runs to the end.</summary>
    /// <returns>0 when nothing is lost, doubled or out of order, else 1.</returns>
    /// <exception cref="EditionException">The fleet failed, or the functions did not catch up in time.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var fleet = new FleetLines();
        var say = context.Display.Say;
        say($"{context.Options.Devices:#,0} devices, {context.Options.Rate:#,0} messages a second, for {context.Options.For!.Value.TotalSeconds:0} s");
        using var stores = Stores.Open(context.Settings);
        TimeSpan lagAfter;
        await using (await LiveFigures.BeginAsync(context, fleet, http))
        {
            await SendAsync(fleet, stop);
            lagAfter = await new DrainRun(context, stores, http).RunAsync(null, stop);
        }

        say($"end lag 0 after {lagAfter.TotalSeconds:0.0} s");

        var started = context.Time.GetTimestamp();
        var sources = new BookSources
        {
            Ledger = await LedgerFile.ReadAsync(context.Folder, stop),
            Rows = stores.Rows(),
            Windows = stores.Windows(),
            Topic = stores.Topic,
        };
        var books = await new BookKeeper(sources, stores.Topics).CloseAsync(stop);
        foreach (var line in BooksText.Lines(books)) say(line);
        BooksFile.Write(context.Folder, books, lagAfter);
        say($"read back in {context.Time.GetElapsedTime(started).TotalSeconds:0.0} s: {(books.Balanced ? "the books balance" : "THE BOOKS DO NOT BALANCE")}");
        return books.Balanced ? 0 : 1;
    }

    private async Task SendAsync(FleetLines fleet, CancellationToken stop)
    {
        using var killing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var killer = new Killer(context.Supervisor, context.Time, context.Display.Say);
        var simulator = await context.Supervisor.StartAsync(context.Catalog.Simulator(FleetArguments.Bounded(context), restart: false, fleet.Read), stop);
        var kills = Task.WhenAll(context.Options.Kills.Select(plan => killer.RunAsync(plan, killing.Token)));

        var patience = context.Options.For!.Value + context.Options.DrainTimeout;
        int code;
        try
        {
            code = await simulator.Completion.WaitAsync(patience, context.Time, stop);
        }
        catch (TimeoutException e)
        {
            throw new EditionException($"The fleet did not end within {patience.TotalSeconds:0} s: {string.Join(" | ", simulator.Log.Tail(3))}", e);
        }
        finally
        {
            await killing.CancelAsync();
            await kills;
        }

        if (killer.Kills > 0) context.Display.Say($"{killer.Kills} kills");
        if (code == ExitCodes.Unacknowledged) context.Display.Say($"some messages were never acknowledged; the devices keep them: {string.Join(" | ", simulator.Log.Tail(3))}");
        else if (code != ExitCodes.Success) throw new EditionException($"The fleet ended with exit code {code}: {string.Join(" | ", simulator.Log.Tail(5))}");
    }
}
