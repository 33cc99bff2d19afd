using System.Text.RegularExpressions;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Tests.Decoding;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules;

/// <summary>Each rule that ships fires on what a device really sends, and all are silent on what a healthy one sends.</summary>
public sealed partial class DefaultExamplesTest
{
    public static TheoryData<string> Rules => [.. RuleSet.Default.Rules.Select(rule => rule.Head.Id)];

    [Fact]
    public void Every_rule_has_an_example_and_cites_its_section()
    {
        Assert.Equal(RuleSet.Default.Rules.Select(rule => rule.Head.Id).Order(), DefaultExamples.All.Select(example => example.Rule).Order());
        Assert.All(RuleSet.Default.Rules, rule => Assert.Matches(Section(), rule.Head.Source));
        Assert.Equal("1234567", string.Concat(RuleSet.Default.Rules.Select(rule => rule.Head.Source![8]).Distinct().Order()));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void It_fires_on_what_a_device_sends(string rule)
    {
        var example = DefaultExamples.All.Single(one => one.Rule == rule);
        var turns = Turns(example, example.Broken, example.SilentFor).Where(turn => turn.Rule.Head.Id == rule && !turn.IsOver).ToList();
        Assert.NotEmpty(turns);
        var hit = turns[0].Rule.Hit(turns[0].Finding, "demo", "d");
        Assert.DoesNotContain('{', hit.Message);
        Assert.Contains("d", hit.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void All_are_silent_on_what_a_healthy_device_sends(string rule)
    {
        var example = DefaultExamples.All.Single(one => one.Rule == rule);
        Assert.Empty(Turns(example, example.Well, example.WellFor).Select(turn => turn.Rule.Head.Id));
    }

    [Theory]
    [InlineData("battery_low", 3, null)]
    [InlineData("drone_battery_low", 4, "return_to_base")]
    [InlineData("charger_offline", 4, "stop_session")]
    [InlineData("start_cooling", 1, "start_cooling")]
    [InlineData("temperature-anomaly", 4, "throttle")]
    [InlineData("vision_reject", 2, "reject")]
    public void An_alert_has_the_severity_and_the_command_of_its_source(string rule, int severity, string? action)
    {
        var example = DefaultExamples.All.Single(one => one.Rule == rule);
        var turn = Turns(example, example.Broken, example.SilentFor).First(turn => turn.Rule.Head.Id == rule);
        var hit = turn.Rule.Hit(turn.Finding, "demo", "d");
        Assert.Equal((severity, action), (hit.Severity, hit.Action));
    }

    [Theory]
    [InlineData("hardware-fault", "hardware", "240")]
    [InlineData("network-fault", "network", "45")]
    [InlineData("software-fault", "software", "22.5")]
    [InlineData("performance-fault", "performance", "20")]
    public void A_diagnosis_tells_the_minutes_to_recover(string rule, string fault, string minutes)
    {
        // Of 120, 30, 15 and 10 minutes: confidences are 0.7, 0.8, 0.8 and 0.7.
        var example = DefaultExamples.All.Single(one => one.Rule == rule);
        var turn = Assert.Single(Turns(example, example.Broken, 0));
        var details = turn.Rule.Details(turn.Finding)!;
        Assert.Equal((fault, minutes), (details["fault"], details["minutesToRecover"]));
    }

    [Fact]
    public void A_charging_point_that_disconnects_is_offline_at_once()
    {
        var example = DefaultExamples.All.Single(one => one.Rule == "charger_offline");
        var rig = new RuleRig(RuleSet.Default);
        rig.Do(new Step(Payloads.Accept(example.Well(0), Context(example, 0))));
        var left = Stories.Reading(Payloads.Arrived + 1_000) with { Type = EventProfiles.Presence, Status = "offline", Attributes = [] };
        Assert.Equal("charger_offline", Assert.Single(rig.Do(new Step(left))).Rule.Head.Id);
    }

    private static List<RuleTurn> Turns(DefaultExample example, Func<int, string> payload, int silence)
    {
        var rig = new RuleRig(RuleSet.Default);
        var turns = new List<RuleTurn>();
        for (var i = 0; i < example.Count; i++) turns.AddRange(rig.Do(new Step(Payloads.Accept(payload(i), Context(example, i)))));
        if (silence > 0) turns.AddRange(rig.Do(new Step(null, Payloads.Arrived + ((((example.Count - 1) * (long)example.Seconds) + silence) * 1_000))));
        rig.Restart();
        return turns;
    }

    private static PayloadContext Context(DefaultExample example, int i) =>
        Payloads.Context with { Device = "d", DataType = example.Type, Arrived = Payloads.Arrived + (i * example.Seconds * 1_000L) };

    [GeneratedRegex("^SOURCES [1-7], .+")]
    private static partial Regex Section();
}
