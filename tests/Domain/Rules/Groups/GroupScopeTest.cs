using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Groups;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.Groups;

/// <summary>Rules for groups of registered devices: a device is meant from the record on that says so, and until one that does not.</summary>
public sealed class GroupScopeTest
{
    private const string Hot = """{"id":"hot","kind":"threshold","measure":"value","above":80,"severity":3,"scope":{"groups":"pumps"}}""";
    private static readonly GroupSet Pumps = GroupSet.None.With("demo", "pumps", new DeviceFilter { Type = "pump" });

    [Fact]
    public void A_device_is_meant_once_it_is_registered()
    {
        var rig = new RuleRig(RuleRig.Set(Hot));
        rig.Switch(Pumps);
        Assert.Empty(rig.Do(Value(90, 0)));
        Assert.Empty(rig.Do(Registered(1, "pump", 1)));
        Assert.Equal(["hot"], Ids(rig.Do(Value(90, 2))));
        rig.Restart();
        Assert.Equal(["hot"], Ids(rig.Do(Value(91, 3))));
    }

    [Fact]
    public void Who_is_a_member_no_more_has_no_alert_any_more()
    {
        var rig = new RuleRig(RuleRig.Set(Hot));
        rig.Switch(Pumps);
        rig.Do(Registered(1, "pump", 0));
        rig.Do(Value(90, 1));
        Assert.Equal([("hot", true)], Turns(rig.Do(Registered(2, "valve", 2))));
        rig.Restart();
        Assert.Empty(rig.Do(Value(95, 3)));
        // And begins anew when it comes back.
        rig.Do(Registered(3, "pump", 4));
        Assert.Empty(rig.Do(Value(20, 5)));
        Assert.Equal([("hot", false)], Turns(rig.Do(Value(90, 6))));
    }

    [Fact]
    public void One_that_is_taken_out_of_the_registry_is_no_member()
    {
        var rig = new RuleRig(RuleRig.Set(Hot));
        rig.Switch(Pumps);
        rig.Do(Registered(1, "pump", 0));
        rig.Do(Value(90, 1));
        Assert.Equal([("hot", true)], Turns(rig.Do(Registered(2, null, 2))));
        Assert.Empty(rig.Do(Registered(1, "pump", 3)));
        Assert.Empty(rig.Do(Value(90, 4)));
    }

    [Fact]
    public void An_older_word_of_the_registry_changes_nothing()
    {
        var rig = new RuleRig(RuleRig.Set(Hot));
        rig.Switch(Pumps);
        rig.Do(Registered(5, "pump", 0));
        Assert.Empty(rig.Do(Registered(4, "valve", 1)));
        rig.Restart();
        Assert.Empty(rig.Do(Registered(5, "valve", 2)));
        Assert.Equal(["hot"], Ids(rig.Do(Value(90, 3))));
    }

    [Fact]
    public void Another_meaning_of_the_group_ends_alerts_with_the_next_tick()
    {
        var rig = new RuleRig(RuleRig.Set(Hot));
        rig.Switch(Pumps);
        rig.Do(Registered(1, "pump", 0));
        rig.Do(Value(90, 1));
        rig.Switch(Pumps.With("demo", "pumps", new DeviceFilter { Type = "valve" }));
        rig.Restart();
        Assert.Equal([("hot", true)], Turns(rig.Do(new Step(null, Stories.Start + 60_000))));
        Assert.Empty(rig.Do(new Step(null, Stories.Start + 120_000)));
        Assert.Empty(rig.Do(Value(90, 130)));
    }

    [Fact]
    public void Rules_that_no_longer_mean_a_device_end_with_the_next_tick_too()
    {
        var rig = new RuleRig(RuleRig.Set(Hot.Replace("\"groups\":\"pumps\"", "\"devices\":\"d\"", StringComparison.Ordinal)));
        rig.Do(Value(90, 1));
        rig.Switch(RuleRig.Set(Hot.Replace("\"groups\":\"pumps\"", "\"devices\":\"other\"", StringComparison.Ordinal)));
        Assert.Equal([("hot", true)], Turns(rig.Do(new Step(null, Stories.Start + 60_000))));
    }

    [Fact]
    public void Silence_is_that_of_members()
    {
        var rig = new RuleRig(RuleRig.Set("""{"id":"silent","kind":"absence","after":"2m","severity":3,"scope":{"groups":["p*"]}}"""));
        rig.Switch(Pumps);
        rig.Do(Registered(1, "pump", 0));
        rig.Do(Value(1, 1));
        rig.Do(Registered(2, "valve", 2));
        Assert.Empty(rig.Do(new Step(null, Stories.Start + 600_000)));
        rig.Do(Registered(3, "pump", 601));
        rig.Do(Value(1, 602));
        Assert.Equal([("silent", false)], Turns(rig.Do(new Step(null, Stories.Start + 1_200_000))));
    }

    [Fact]
    public void Groups_of_another_tenant_are_others()
    {
        var rig = new RuleRig(RuleRig.Set(Hot));
        rig.Switch(GroupSet.None.With("other", "pumps", new DeviceFilter()));
        rig.Do(Registered(1, "pump", 0));
        Assert.Empty(rig.Do(Value(90, 1)));
    }

    [Fact]
    public void The_bridge_which_knows_no_registry_leaves_them_out()
    {
        var hits = new List<RuleHit>();
        RuleRig.Set(Hot).EvaluateStateless(Value(90, 0).Event!, hits);
        Assert.Empty(hits);
    }

    [Fact]
    public void A_registered_device_is_remembered_for_ever_and_one_that_is_gone_is_not()
    {
        var rig = new RuleRig(RuleRig.Set(Hot), TimeSpan.FromHours(1));
        rig.Switch(Pumps);
        rig.Do(Registered(1, "pump", 0));
        rig.Do(new Step(null, Stories.Start + 7_200_000));
        Assert.Equal(1, rig.Live.Devices);
        rig.Do(Registered(2, null, 7_200));
        rig.Do(new Step(null, Stories.Start + 7_200_000 + 3_500_000));
        Assert.Equal(1, rig.Live.Devices);
        rig.Do(new Step(null, Stories.Start + 7_200_000 + 3_601_000));
        Assert.Equal(0, rig.Live.Devices);
        rig.Restart();
    }

    [Fact]
    public void Any_story_ends_as_a_naive_look_says()
    {
        var step = Gen.Frequency(
            (8, Gen.Choose(60, 100).Select(value => new Happening(Value: value))),
            (3, from type in Gen.Elements("pump", "valve", null) from revision in Gen.Choose(1, 12) select new Happening(Type: type, Revision: revision)),
            (1, Gen.Elements("pump", "valve").Select(type => new Happening(Meant: type))),
            (2, Gen.Constant(new Happening(Tick: true))));
        Prop.ForAll(step.ListOf().ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

        static void Holds(IList<Happening> story, int restart)
        {
            var rig = new RuleRig(RuleRig.Set(Hot));
            var groups = Pumps;
            rig.Switch(groups);
            var (meant, type, revision, open, time) = ("pump", (string?)null, 0L, false, 0);
            foreach (var one in story)
            {
                time += 10;
                List<(string, bool)> expected = [];
                List<RuleTurn> turns;
                if (one.Meant is not null)
                {
                    meant = one.Meant;
                    rig.Switch(groups = groups.With("demo", "pumps", new DeviceFilter { Type = meant }));
                    continue;
                }

                if (one.Revision > 0)
                {
                    var newer = one.Revision > revision;
                    if (newer) (type, revision) = (one.Type, one.Revision);
                    // Nobody looks at the device where the word is old.
                    if (newer && open && type != meant) (expected, open) = ([("hot", true)], false);
                    turns = rig.Do(Registered(one.Revision, one.Type, time));
                }
                else
                {
                    if (open && type != meant) (expected, open) = ([("hot", true)], false);
                    if (one.Tick)
                    {
                        turns = rig.Do(new Step(null, Stories.Start + (time * 1_000)));
                    }
                    else
                    {
                        if (type == meant && one.Value > 80) (expected, open) = ([.. expected, ("hot", false)], true);
                        else if (type == meant && open) (expected, open) = ([("hot", true)], false);
                        turns = rig.Do(Value(one.Value, time));
                    }
                }

                Assert.Equal(expected, Turns(turns));
                if (time / 10 % restart == 0) rig.Restart();
            }
        }
    }

    private static Step Value(double value, double seconds) => new(Stories.Value(value, seconds));

    private static Step Registered(long revision, string? type, double seconds)
    {
        var facts = type is null ? null : new DeviceFacts { Type = type };
        return new(new RegistrationRecord(revision, facts).ToEvent($"registration-{revision}", "demo", "d", Stories.Start + (long)(seconds * 1_000), default));
    }

    private static List<(string, bool)> Turns(List<RuleTurn> turns) => [.. turns.Select(turn => (turn.Rule.Head.Id, turn.IsOver))];

    private static List<string> Ids(List<RuleTurn> turns) => [.. turns.Select(turn => turn.Rule.Head.Id)];

    /// <summary>What happens.</summary>
    private sealed record Happening(double Value = 0, string? Type = null, long Revision = 0, string? Meant = null, bool Tick = false);
}
