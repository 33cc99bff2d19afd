using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Replay.Rows;

/// <summary>The first rows of a stretch of event time, in the order of their origins.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="More">Whether there are more behind them than were to be held at once.</param>
internal sealed record ReplaySlice(IReadOnlyList<ReplayRow> Rows, bool More);

/// <summary>Gathers the rows with the lowest origins out of any number in any order, and holds no more of them than it may.</summary>
internal sealed class SliceBuilder(int most)
{
    private readonly SortedSet<ReplayRow> kept = new(ReplayRow.ByOrigin);
    private bool more;

    public void Add(DeviceEvent row)
    {
        if (kept.Count == most && row.Origin > kept.Max!.Origin)
        {
            more = true;
            return;
        }

        kept.Add(ReplayRow.Of(row));
        if (kept.Count <= most) return;
        kept.Remove(kept.Max!);
        more = true;
    }

    public ReplaySlice Build() => new([.. kept], more);
}
