using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules;

namespace ServerlessIot.Domain.Tests.Rules.Reference;

/// <summary>A rule as a docstring says it: from the list of all earlier events.</summary>
internal delegate Say Naive(IReadOnlyList<DeviceEvent> before, DeviceEvent e);

/// <summary>Holds a rule against its reference, event by event, over restarts and for one who follows by the changes.</summary>
internal static class Agreement
{
    private const int Stories = 300;

    /// <summary>Breaches and ends that all stories together have at least, so that agreement means something.</summary>
    private const int LeastTold = 20;

    /// <summary>For many cases, each a rule with its story.</summary>
    internal static void Check<T>(Gen<T> cases, Func<T, string> rule, Func<T, IReadOnlyList<Step>> story, Func<T, Naive> reference)
    {
        var all = new List<bool?>();
        Prop.ForAll(cases.ToArbitrary(), one => Holds(rule(one), story(one), reference(one), all)).Check(Config.QuickThrowOnFailure.WithMaxTest(Stories));
        foreach (var told in new bool?[] { false, true, null }) Assert.True(all.Count(one => one == told) >= LeastTold, $"{Text(told)}: {all.Count(one => one == told)} of {all.Count}");
    }

    private static bool Holds(string rule, IReadOnlyList<Step> story, Naive reference, List<bool?> all)
    {
        var set = RuleRig.Set(rule);
        var rig = new RuleRig(set);
        var life = new Life(set.Rules[0].Head.For);
        var before = new List<DeviceEvent>();
        foreach (var step in story)
        {
            var turns = rig.Do(step);
            Assert.InRange(turns.Count, 0, 1);
            if (step.Event is not { } e) continue;
            var say = reference(before, e);
            before.Add(e);
            bool? told = turns.Count == 0 ? null : turns[0].IsOver;
            all.Add(told);
            // At the edge, what the rule says is taken for granted.
            if (say.Unsure) life.Next(e.Time, new Say(told switch { false => Verdict.Breach, true => Verdict.Calm, _ => Verdict.None }));
            else Same(life.Next(e.Time, say), told, say, turns, $"event {before.Count - 1} of {rule}");
        }

        rig.Restart();
        return true;
    }

    private static void Same(bool? expected, bool? told, Say say, List<RuleTurn> turns, string where)
    {
        Assert.True(expected == told, $"{where}: expected {Text(expected)}, told {Text(told)}");
        if (told != false) return;
        Near(say.Value, turns[0].Finding.Value, say.Tolerance, where);
        Near(say.Limit, turns[0].Finding.Limit, say.Tolerance, where);
    }

    private static void Near(double? expected, double actual, double tolerance, string where) =>
        Assert.True(expected is not { } value || Math.Abs(value - actual) <= tolerance * Math.Max(1, Math.Abs(value)), $"{where}: expected {expected}, found {actual}");

    private static string Text(bool? told) => told switch { false => "a breach", true => "an end", _ => "nothing" };
}
