using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules;

namespace ServerlessIot.Domain.Tests.Rules.Reference;

/// <summary>What a rule says of some events, a letter each: <c>!</c> a breach, <c>.</c> its end, <c>-</c> nothing.</summary>
internal static class Turns
{
    internal static string Of(string rule, params IEnumerable<DeviceEvent> events)
    {
        var rig = new RuleRig(RuleRig.Set(rule));
        return string.Concat(events.Select(e => Letter(rig.Do(new Step(e)))));
    }

    /// <summary>The last breach of some events.</summary>
    internal static RuleTurn Last(string rule, params IEnumerable<DeviceEvent> events)
    {
        var rig = new RuleRig(RuleRig.Set(rule));
        return events.SelectMany(e => rig.Do(new Step(e))).Last(turn => !turn.IsOver);
    }

    internal static char Letter(List<RuleTurn> turns) => turns.Count == 0 ? '-' : Assert.Single(turns).IsOver ? '.' : '!';
}
