using System.Globalization;
using System.Text;
using ServerlessIot.Faults.Tests.Simulation.Faults;

namespace ServerlessIot.Faults.Tests.Simulation.Running;

/// <summary>Sums over many runs.</summary>
internal sealed class Report
{
    private readonly Lock sync = new();
    private readonly long[] reached = new long[Enum.GetValues<CutPoint>().Length];
    private readonly long[] died = new long[Enum.GetValues<CutPoint>().Length];
    private long simulated;

    public int Seeds { get; private set; }

    public long Events { get; private set; }

    public long Lost { get; private set; }

    public long Doubled { get; private set; }

    /// <summary>Runs that failed, by seed.</summary>
    public SortedDictionary<long, Outcome> Failed { get; } = [];

    public long Died(CutPoint point) => died[(int)point];

    public void Add(Outcome outcome)
    {
        lock (sync)
        {
            Seeds++;
            Events += outcome.Events;
            Lost += outcome.Verdict.Lost;
            Doubled += outcome.Verdict.Doubled;
            simulated += outcome.Simulated;
            for (var i = 0; i < reached.Length; i++)
            {
                reached[i] += outcome.Reached[i];
                died[i] += outcome.Died[i];
            }

            if (!outcome.Verdict.Good) Failed[outcome.Scenario.Seed] = outcome;
        }
    }

    /// <summary>The figures as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"simulator: {Seeds:N0} seeds, {Events:N0} events, {simulated / 3_600_000_000:N0} simulated hours, {died.Sum():N0} crashes at {died.Count(hits => hits > 0)} of {died.Length} cut points, {Failed.Count} seeds failed, {Lost} lost, {Doubled} doubled");
        text.AppendLine("cut point                    passed   crashes");
        foreach (var point in Enum.GetValues<CutPoint>()) text.AppendLine(CultureInfo.InvariantCulture, $"{point,-24} {reached[(int)point],10} {died[(int)point],9}");
        return text.ToString();
    }
}
