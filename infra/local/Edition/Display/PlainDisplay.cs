using ServerlessIot.Edition.Figures;

namespace ServerlessIot.Edition.Display;

/// <summary>Lines on standard output; figures as one line every five seconds.</summary>
/// <param name="output">Where the lines go.</param>
public sealed class PlainDisplay(TextWriter output) : IDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private TimeSpan _next = Interval;

    /// <inheritdoc/>
    public void Say(string line)
    {
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    /// <inheritdoc/>
    public void Show(RunFigures figures)
    {
        if (figures.Elapsed < _next) return;
        _next = figures.Elapsed + Interval - TimeSpan.FromMilliseconds(500);
        Say(FigureText.Line(figures));
    }

    /// <inheritdoc/>
    public Task BeginAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task EndAsync() => Task.CompletedTask;
}
