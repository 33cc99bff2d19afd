using ServerlessIot.Edition.Figures;
using ServerlessIot.Edition.Fleet;

namespace ServerlessIot.Edition.Running;

/// <summary>Shows figures from its beginning until it is disposed, whatever ends the run.</summary>
public sealed class LiveFigures : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly EditionContext _context;
    private readonly Task _showing;

    private LiveFigures(EditionContext context, FleetLines fleet, HttpClient http)
    {
        _context = context;
        _showing = new FigureSource(context, () => fleet.Latest, http).RunAsync(_end.Token);
    }

    /// <summary>Begins to show.</summary>
    public static async Task<LiveFigures> BeginAsync(EditionContext context, FleetLines fleet, HttpClient http)
    {
        await context.Display.BeginAsync();
        return new LiveFigures(context, fleet, http);
    }

    /// <summary>Ends when showing ends; that is when the run does.</summary>
    public Task UntilStoppedAsync(CancellationToken stop) => _showing.WaitAsync(stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _showing;
        await _context.Display.EndAsync();
        _end.Dispose();
    }
}
