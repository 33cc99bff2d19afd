using ServerlessIot.Edition.Figures;
using ServerlessIot.Edition.Running;
using ServerlessIot.Steps.Ticking;

namespace ServerlessIot.Edition.Draining;

/// <summary>Ends a run: waits until everything that was sent is processed, closes the windows, waits again.</summary>
/// <param name="context">The running edition.</param>
/// <param name="stores">Access to the log.</param>
/// <param name="http">Client for the host.</param>
public sealed class DrainRun(EditionContext context, Stores stores, HttpClient http)
{
    /// <summary>Time is data, so one tick from the future closes all windows at once instead of when they end by the clock: beyond the end of the
    /// last window and the time that late events may take, within the ten minutes that count as possible.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(9);

    /// <summary>Drains.</summary>
    /// <returns>Time from the call until every lag was 0 for the first time.</returns>
    /// <exception cref="EditionException">The functions did not catch up in time.</exception>
    public async Task<TimeSpan> RunAsync(CancellationToken stop)
    {
        var drain = new Drain(token => HostStatus.AskAsync(http, context.Ports.Api, token), context.Time);
        context.Display.Say("all sent; waiting until the functions have caught up");
        var lagAfter = await drain.WaitAsync(context.Options.DrainTimeout, stop);
        await new TickStep(stores.LogWriter(), stores.Topics).RunAsync(context.Time.GetUtcNow() + Ahead, stop);
        await drain.WaitAsync(context.Options.DrainTimeout, stop);
        return lagAfter;
    }
}
