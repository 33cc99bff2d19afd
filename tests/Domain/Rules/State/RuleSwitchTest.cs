using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Files;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.State;

/// <summary>Other rules come into force: what stays the same goes on, and who follows by the changes has the same bytes.</summary>
public sealed class RuleSwitchTest
{
    private const string Rate = """{"id":"rate","kind":"rate","measure":"value","above":5,"per":"1m","severity":3}""";
    private const string Lasting = """{"id":"lasting","kind":"threshold","measure":"value","above":80,"for":"30s","severity":3}""";
    private const string Score = """{"id":"score","kind":"zscore","measure":"value","window":"5m","samples":5,"score":0.8,"severity":3}""";
    private const string Spread = """{"id":"spread","kind":"spread","measure":"value","above":30,"samples":4,"severity":3}""";
    private static readonly string[] All = [Rate, Lasting, Score, Spread];

    [Fact]
    public void What_a_rule_remembers_stays_when_the_order_changes_and_others_go()
    {
        var rig = new RuleRig(RuleRig.Set(Rate, Score, Lasting));
        rig.Do(Value(81, 0));
        rig.Switch(RuleRig.Set(Lasting, Spread, Rate));
        Assert.Equal(["lasting", "rate"], Ids(rig.Do(Value(95, 30))));
    }

    [Fact]
    public void Other_limits_go_on_with_what_is_remembered()
    {
        var rig = new RuleRig(RuleRig.Set(Lasting));
        rig.Do(Value(81, 0));
        rig.Switch(RuleRig.Set(Lasting.Replace("30s", "60s", StringComparison.Ordinal)));
        Assert.Empty(rig.Do(Value(81, 30)));
        Assert.Equal(["lasting"], Ids(rig.Do(Value(81, 60))));
    }

    [Theory]
    [InlineData("zscore", "\"5m\"", "\"1h\"")] // buckets of another length
    [InlineData("zscore", "\"value\"", "\"other\"")]
    [InlineData("rate", "\"value\"", "\"other\"")]
    [InlineData("spread", "\"samples\":4", "\"samples\":5")]
    [InlineData("spread", "\"value\"", "\"other\"")]
    public void What_means_something_else_begins_anew(string kind, string old, string other)
    {
        var rule = All.Single(one => one.Contains($"\"kind\":\"{kind}\"", StringComparison.Ordinal));
        var changed = RuleRig.Set(rule.Replace(old, other, StringComparison.Ordinal));
        var (switched, fresh) = (new RuleRig(RuleRig.Set(rule)), new RuleRig(changed));
        for (var i = 0; i < 10; i++) switched.Do(Value(20 + (i % 3), i));
        switched.Switch(changed);
        Assert.Equal(0, switched.Live.Bytes);
        for (var i = 0; i < 20; i++)
        {
            var e = Stories.Reading(Stories.Start + 10_000 + (i * 1_000), ("value", i == 15 ? 99 : 20 + (i % 3)), ("other", i == 15 ? 99 : 20 + (i % 3)));
            Assert.Equal(Ids(fresh.Do(new Step(e))), Ids(switched.Do(new Step(e))));
        }

        Assert.True(fresh.Live.Bytes > 0);
    }

    [Fact]
    public void A_rule_that_goes_and_comes_again_begins_anew()
    {
        var rig = new RuleRig(RuleRig.Set(Rate, Spread));
        rig.Do(Value(0, 0));
        rig.Switch(RuleRig.Set(Spread));
        rig.Switch(RuleRig.Set(Rate, Spread));
        Assert.Empty(rig.Do(Value(99, 60)));
    }

    [Fact]
    public void A_file_of_version_0_is_not_taken_for_the_rules_that_ship()
    {
        var rig = new RuleRig(RuleFile.Read(System.Text.Encoding.UTF8.GetBytes($"{{\"version\":0,\"rules\":[{Rate}]}}")));
        rig.Restart();
        Assert.Equal("rate", Assert.Single(rig.Live.Rules.Rules).Head.Id);
        rig.Switch(RuleSet.Default);
        rig.Restart();
        Assert.True(rig.Live.File.IsEmpty);
        Assert.Same(RuleSet.Default, rig.Live.Rules);
    }

    [Fact]
    public void Whatever_changes_when_rules_that_stay_say_what_they_would_have_said()
    {
        var story = Stories.Of(Gen.Choose(0, 110).Select(value => Stories.Value(value)), TimeSpan.FromSeconds(10));
        var cases = from steps in story from order in Gen.Shuffle(All).ListOf() from seed in Gen.Choose(0, 1_000_000) select (steps, order, seed);
        Prop.ForAll(cases.ToArbitrary(), one => StaysAsItWas(one.steps, [.. one.order], new Random(one.seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    /// <summary>The rate is in every set; all others come and go.</summary>
    private static bool StaysAsItWas(IReadOnlyList<Step> steps, string[][] orders, Random random)
    {
        var (alone, changing) = (new RuleRig(RuleRig.Set(Rate)), new RuleRig(RuleRig.Set(All)));
        foreach (var step in steps)
        {
            if (orders.Length > 0 && random.Next(5) == 0) changing.Switch(RuleRig.Set([.. orders[random.Next(orders.Length)].Where(rule => rule == Rate || random.Next(2) == 0)]));
            var expected = alone.Do(step).Select(turn => (turn.IsOver, turn.Finding, turn.Time));
            Assert.Equal(expected, changing.Do(step).Where(turn => turn.Rule.Head.Id == "rate").Select(turn => (turn.IsOver, turn.Finding, turn.Time)));
        }

        changing.Restart();
        return true;
    }

    private static Step Value(double value, double seconds) => new(Stories.Value(value, seconds));

    private static IEnumerable<string> Ids(List<RuleTurn> turns) => turns.Where(turn => !turn.IsOver).Select(turn => turn.Rule.Head.Id);
}
