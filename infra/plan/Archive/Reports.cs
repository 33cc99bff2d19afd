using ServerlessIot.Plan.Bill;
using ServerlessIot.Plan.Commands;
using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Archive;

/// <summary>Makes the reports that were asked for.</summary>
/// <param name="costs">What rows take.</param>
/// <param name="prices">What services cost.</param>
/// <param name="settings">Ages.</param>
/// <param name="sizes">Sizes of the system.</param>
public sealed class Reports(Costs.Costs costs, Prices prices, ArchiveSettings settings, SizeReader sizes)
{
    /// <summary>One for the own load or the known system, or one for each known system.</summary>
    /// <exception cref="PlanException">There is no such system, kind of row, or size.</exception>
    public IReadOnlyList<ArchiveReport> Of(ArchiveRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var archive = costs.Archive;
        if (request.Load is { } load)
        {
            if (!archive.Rows.ContainsKey(request.Row)) throw new PlanException($"--row {request.Row}: {string.Join(", ", archive.Rows.Keys)}.");
            return [Of(Own(request, load))];
        }

        if (request.Source is { } number && !archive.Sources.ContainsKey(number)) throw new PlanException($"--source {number}: {string.Join(", ", archive.Sources.Keys)}.");
        return [.. archive.Sources.Where(source => request.Source is null || source.Key == request.Source).Select(source => Of(Known(request, source.Key)))];
    }

    private ArchiveLoad Own(ArchiveRequest request, Load load) =>
        new("own load", load, request.Row, costs.Archive.Rows[request.Row], sizes.Read(request.Size ?? sizes.For(load.Peak)));

    private ArchiveLoad Known(ArchiveRequest request, string number)
    {
        var source = costs.Archive.Sources[number];
        var load = new Load { MessagesPerSecond = source.MessagesPerSecond, PayloadBytes = source.MessageBytes, Devices = source.Devices };
        return new ArchiveLoad($"{number} {source.Name}", load, source.Row, costs.Archive.Rows[source.Row], sizes.Read(request.Size ?? sizes.For(load.Peak)), source);
    }

    private ArchiveReport Of(ArchiveLoad load) => ArchiveReport.Of(load, settings, costs.Archive.Work, prices);
}
