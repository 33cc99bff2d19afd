using ServerlessIot.Edition.Figures;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ServerlessIot.Edition.Display;

/// <summary>A table on a terminal, refreshed with each set of figures, with the latest events under it.</summary>
/// <param name="console">The terminal.</param>
/// <param name="header">Addresses, shown above the table.</param>
public sealed class LiveDisplay(IAnsiConsole console, IReadOnlyList<string> header) : IDisplay
{
    private const int EventsShown = 6;
    private readonly Lock _gate = new();
    private readonly Queue<string> _events = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LiveDisplayContext? _context;
    private Task _live = Task.CompletedTask;

    /// <inheritdoc/>
    public void Say(string line)
    {
        lock (_gate)
        {
            if (_context is null) console.WriteLine(line);
            _events.Enqueue(line);
            if (_events.Count > EventsShown) _events.Dequeue();
        }
    }

    /// <inheritdoc/>
    public void Show(RunFigures figures)
    {
        lock (_gate) _context?.UpdateTarget(Page(figures));
    }

    /// <inheritdoc/>
    public async Task BeginAsync()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _events.Clear();
        _live = console.Live(new Text("…")).AutoClear(false).Overflow(VerticalOverflow.Ellipsis).StartAsync(async context =>
        {
            lock (_gate) _context = context;
            began.SetResult();
            await _end.Task;
            lock (_gate) _context = null;
        });
        await began.Task;
    }

    /// <inheritdoc/>
    public async Task EndAsync()
    {
        _end.TrySetResult();
        await _live;
    }

    private Rows Page(RunFigures figures)
    {
        List<IRenderable> rows = [.. header.Select(line => new Text(line))];
        rows.Add(Functions(figures));
        rows.Add(new Text($"stored {FigureText.Bytes(figures.StoredBytes)} in {FigureText.Count(figures.StoredBlobs)} blobs   alerts open {figures.AlertsOpen ?? "–"}   "
            + $"quarantined {FigureText.Count(figures.Quarantined)}   connections {FigureText.Count(figures.Connections)}"));
        rows.Add(new Markup(string.Join("  ", figures.Parts.Select(PartMarkup))));
        rows.AddRange(_events.Select(line => new Text("· " + line, new Style(Color.Grey))));
        return new Rows(rows);
    }

    private static Table Functions(RunFigures figures)
    {
        var table = new Table().RoundedBorder().Title(
            $"{figures.Elapsed.TotalSeconds:0} s   sent {FigureText.Count(figures.PublishedRate)}/s   acknowledged {FigureText.Count(figures.AcknowledgedRate)}/s   ({FigureText.Count(figures.Acknowledged)} in all)");
        table.AddColumns(
            new TableColumn("function"), new TableColumn("trigger"), new TableColumn("instances").RightAligned(), new TableColumn("lag").RightAligned(),
            new TableColumn("records/s").RightAligned(), new TableColumn("records").RightAligned(), new TableColumn("failures").RightAligned());
        foreach (var (status, rate) in figures.Functions.Where(function => function.Status.Kind != "http").Select(function => (function.Status, function.Rate)))
        {
            table.AddRow(
                Markup.Escape($"{status.App}.{status.Name}"), Markup.Escape(status.Topic ?? status.Kind), FigureText.Count(status.Instances), FigureText.Count(FigureText.Lag(status)),
                FigureText.Count(rate), FigureText.Count(status.IsKafka ? status.Records : status.Batches),
                status.Failures > 0 ? $"[red]{status.Failures}[/]" : "0");
        }

        return table;
    }

    private static string PartMarkup(PartFigures part)
    {
        var color = part.State == Supervision.PartState.Ready ? "green" : "yellow";
        return $"[{color}]●[/] {Markup.Escape(part.Name)}{(part.Restarts > 0 ? $" [grey](restarted {part.Restarts}×)[/]" : "")}";
    }
}
