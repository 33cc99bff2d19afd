using System.Text;
using System.Text.Json.Nodes;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.State;
using ServerlessIot.Domain.Tests.Rules.Files;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.State;

/// <summary>In the long run an event costs no memory, whether it is quiet or breaks a rule again and again.</summary>
public sealed class RuleAllocationTest
{
    private const int Events = 400;
    private static readonly byte[] Bridge = Encoding.UTF8.GetBytes(AlertSources.OfBridge("hall 3"));

    public static TheoryData<string> Kinds => [.. KindExamples.All.Select(Unscoped)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_rule_of_any_kind_allocates_nothing(string rule) => AllocatesNothing(RuleRig.Set(rule), i => Any(i));

    [Fact]
    public void Neither_do_the_rules_that_ship() => AllocatesNothing(RuleSet.Default, i => Any(i));

    [Fact]
    public void All_kinds_break_and_calm_down_in_this_test()
    {
        var rig = new RuleRig(RuleRig.Set([.. KindExamples.All.Select((rule, i) => Unscoped(rule).Replace("\"id\":\"r\"", $"\"id\":\"r{i}\"", StringComparison.Ordinal))]));
        var turns = Enumerable.Range(0, Events).SelectMany(i => rig.Do(new Step(Any(i)))).ToList();
        Assert.Superset(new HashSet<string> { "threshold", "rate", "spread", "offline", "zscore", "trend", "geofence", "pattern", "multivariate", "expression" }, turns.Select(turn => turn.Rule.Kind).ToHashSet());
        Assert.Contains(turns, turn => turn.IsOver);
    }

    private static void AllocatesNothing(RuleSet rules, Func<int, DeviceEvent> make)
    {
        var events = Enumerable.Range(0, 2 * Events).Select(make).ToArray();
        var states = new RuleStates();
        var changes = new ByteWriter();
        states.Switch(rules, changes);
        var turns = new List<RuleTurn>(1_000);
        Run(events.AsSpan(0, Events));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(events.AsSpan(Events));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(ReadOnlySpan<DeviceEvent> some)
        {
            foreach (var e in some)
            {
                turns.Clear();
                states.Evaluate(e, turns, Bridge);
                // The step clears its changes after each batch.
                if (e.Time % 16_000 != 0) continue;
                states.Flush(changes);
                changes.Clear();
            }

            states.Flush(changes);
            changes.Clear();
        }
    }

    private static string Unscoped(string rule)
    {
        var node = JsonNode.Parse(rule)!.AsObject();
        node.Remove("scope");
        node.Remove("for");
        return node.ToJsonString();
    }

    /// <summary>Quiet for 20 minutes, and then rising far out of range for 50; now and then a connection.</summary>
    private static DeviceEvent Any(int i)
    {
        var (wild, time) = (i % 140 >= 40, Stories.Start + (i * 30_000L));
        if (i % 20 == 7) return Stories.Reading(time) with { Type = EventProfiles.Presence, Status = wild ? "offline" : "online", Attributes = [] };
        var t = wild ? 300 + (i % 140 * 5) : 5 + (i % 3);
        return Stories.Reading(time, ("t", t), ("u", 5), ("v", wild ? t * 4.0 : 0.05 + (i % 2 * 0.01))) with { Position = wild ? new Position(2, 2, 50) : new Position(48, 11, 50) };
    }
}
