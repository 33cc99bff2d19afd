using ServerlessIot.Domain.Rules;

namespace ServerlessIot.Domain.Tests.Rules.Reference;

/// <summary>What becomes of verdicts, from the list of all of them: a breach is told, and its end once; with a time, the condition has to hold with every event for so long.</summary>
/// <param name="lasting">How long it has to hold.</param>
internal sealed class Life(TimeSpan lasting)
{
    private readonly List<(long Time, Say Say)> said = [];

    /// <summary>Takes a verdict. False when a breach is told, true when its end is, null for nothing.</summary>
    internal bool? Next(long time, Say say)
    {
        if (say.Verdict == Verdict.None) return null;
        var told = lasting > TimeSpan.Zero ? Lasting(time, say) : AtOnce(time, say);
        if (!say.OnlyEnds || told == true) said.Add((time, say));
        return told;
    }

    private bool? AtOnce(long time, Say say)
    {
        if (say.Verdict == Verdict.Breach) return false;
        // Whether it holds, by what, and until when that is known: what is from before says nothing of it any more.
        var (holds, until, by) = (false, long.MinValue, (string?)null);
        foreach (var one in said)
        {
            if (one.Time < until || (one.Say.Verdict == Verdict.Calm && (!holds || IsOfAnother(one.Say, by)))) continue;
            (holds, until, by) = (one.Say.Verdict == Verdict.Breach, one.Time, one.Say.By);
        }

        return holds && time >= until && !IsOfAnother(say, by) ? true : null;
    }

    private bool? Lasting(long time, Say say)
    {
        var (run, until, by) = (new List<long>(), long.MinValue, (string?)null);
        foreach (var one in said)
        {
            if (one.Time < until || IsOfAnother(one.Say, by)) continue;
            (until, by) = (one.Time, one.Say.By);
            if (one.Say.Verdict == Verdict.Calm) run.Clear();
            else run.Add(one.Time);
        }

        if (time < until || IsOfAnother(say, by)) return null;
        if (say.Verdict == Verdict.Calm) return run.Count > 0 && run[^1] - run[0] >= lasting.TotalMilliseconds ? true : null;
        return time - (run.Count > 0 ? run[0] : time) >= lasting.TotalMilliseconds ? false : null;
    }

    private static bool IsOfAnother(Say say, string? by) => say.Verdict == Verdict.Calm && by is not null && say.Within?.Contains(by) == false;
}
