using ServerlessIot.Domain.Rules;

namespace ServerlessIot.Domain.Tests.Rules.Reference;

/// <summary>What becomes of verdicts, from the list of all of them: a breach is told, and its end once; with a time, the condition has to hold with every event for so long.</summary>
/// <param name="lasting">How long it has to hold.</param>
internal sealed class Life(TimeSpan lasting)
{
    private readonly List<(long Time, Verdict Verdict)> said = [];

    /// <summary>Takes a verdict. False when a breach is told, true when its end is, null for nothing.</summary>
    internal bool? Next(long time, Verdict verdict, bool onlyEnds = false)
    {
        if (verdict == Verdict.None) return null;
        var told = lasting > TimeSpan.Zero ? Lasting(time, verdict) : AtOnce(time, verdict);
        if (!onlyEnds || told == true) said.Add((time, verdict));
        return told;
    }

    private bool? AtOnce(long time, Verdict verdict)
    {
        if (verdict == Verdict.Breach) return false;
        // Whether it holds, and until when that is known: what is from before says nothing of it any more.
        var (holds, until) = (false, long.MinValue);
        foreach (var one in said)
        {
            if (one.Time < until || (one.Verdict == Verdict.Calm && !holds)) continue;
            (holds, until) = (one.Verdict == Verdict.Breach, one.Time);
        }

        return holds && time >= until ? true : null;
    }

    private bool? Lasting(long time, Verdict verdict)
    {
        var heard = new List<(long Time, Verdict Verdict)>();
        foreach (var one in said)
        {
            if (heard.TrueForAll(earlier => earlier.Time <= one.Time)) heard.Add(one);
        }

        if (heard.Exists(earlier => earlier.Time > time)) return null;
        var run = heard.Skip(heard.FindLastIndex(one => one.Verdict == Verdict.Calm) + 1).Select(one => one.Time).ToList();
        if (verdict == Verdict.Calm) return run.Count > 0 && run[^1] - run[0] >= lasting.TotalMilliseconds ? true : null;
        return time - (run.Count > 0 ? run[0] : time) >= lasting.TotalMilliseconds ? false : null;
    }
}
