using ServerlessIot.Edition.Draining;
using ServerlessIot.Steps.Ticking;

namespace ServerlessIot.Edition.Running;

/// <summary>Sends one tick through all functions before anybody publishes: then every consumer has its partitions, every journal is open, and what is
/// first used is compiled.</summary>
/// <param name="context">The running edition.</param>
public sealed class FirstTick(EditionContext context)
{
    /// <summary>Returns when the tick has gone all the way.</summary>
    /// <exception cref="EditionException">It did not in time.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var stores = Stores.Open(context.Settings);
        using var groups = await FunctionGroups.WatchAsync(context, stores, http, _ => true, stop);
        await new TickStep(stores.LogWriter(), stores.Topics).RunAsync(context.Time.GetUtcNow(), stop);
        try
        {
            var took = await new Drain(groups.All, [stores.Topics.Raw, stores.Topics.Valid], context.Time).WaitAsync(context.Options.DrainTimeout, stop);
            context.Display.Say($"functions ready after {took.TotalSeconds:0.0} s: a tick went through all of them");
        }
        catch (DrainException e)
        {
            throw new EditionException($"A first tick did not go through all functions. {e.Message}", e);
        }
    }
}
