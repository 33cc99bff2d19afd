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
    /// <param name="counts">Whether a topic's readers are waited for; null = all.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>Time from the call until everything that was sent had gone all the way.</returns>
    /// <exception cref="EditionException">The functions did not catch up in time.</exception>
    public async Task<TimeSpan> RunAsync(Func<string, bool>? counts, CancellationToken stop)
    {
        context.Display.Say("all sent; waiting until the functions have caught up");
        using var groups = await FunctionGroups.WatchAsync(context, stores, http, counts ?? (_ => true), stop);
        try
        {
            var drain = new Drain(groups.All, [stores.Topics.Raw, stores.Topics.Valid], context.Time);
            var lagAfter = await drain.WaitAsync(context.Options.DrainTimeout, stop);
            await new TickStep(stores.LogWriter(), stores.Topics).RunAsync(context.Time.GetUtcNow() + Ahead, stop);
            await drain.WaitAsync(context.Options.DrainTimeout, stop);
            return lagAfter;
        }
        catch (DrainException e)
        {
            throw new EditionException($"{e.Message} {await StuckAsync(e, stop)}", e);
        }
    }

    private async Task<string> StuckAsync(DrainException e, CancellationToken stop)
    {
        var status = await HostStatus.AskAsync(http, context.Ports.Api, stop);
        return string.Join("; ", e.Behind.Select(item =>
        {
            var error = status?.Functions.FirstOrDefault(function => $"{function.App}.{function.Name}" == item.Function)?.LastError;
            return $"{item.Function} is {(item.Lag < 0 ? "an unknown number of" : item.Lag)} records behind{(error is null ? "" : $", last error: {error}")}";
        }));
    }
}
