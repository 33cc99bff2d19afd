using ServerlessIot.Edition.Fleet;

namespace ServerlessIot.Edition.Running;

/// <summary>Runs until Ctrl-C, with or without a simulated fleet.</summary>
/// <param name="context">The running edition.</param>
public sealed class OpenRun(EditionContext context)
{
    /// <summary>Shows figures until stopped.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var fleet = new FleetLines();
        if (!context.Options.NoFleet)
            await context.Supervisor.StartAsync(context.Catalog.Simulator(FleetArguments.Endless(context), restart: true, fleet.Read), stop);
        context.Display.Say("Ctrl-C stops everything");
        await using var figures = await LiveFigures.BeginAsync(context, fleet, http);
        await figures.UntilStoppedAsync(stop);
        return 0;
    }
}
