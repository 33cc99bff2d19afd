using System.Globalization;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules;

/// <summary>Rules that look at events with some tags, and what events of the same device with others tell them.</summary>
public sealed class TagScopeTest
{
    private const string Hot = """{"id":"r","kind":"threshold","measure":"value","above":80,"scope":{"tags":{"line":"L*"}},"severity":3}""";

    /// <summary>Each event is a value, and behind a colon its line.</summary>
    [Theory]
    [InlineData("81:L1 81:L2 20:L1", "!!.")]
    [InlineData("81:L1 20 20", "!.-")]
    [InlineData("81:L1 90:M1 90:M1 81:L1", "!.-!")]
    [InlineData("81:M1 81 20 81:L1", "---!")]
    public void Another_tag_or_none_ends_what_holds_and_says_nothing_else(string events, string turns) => Assert.Equal(turns, Turns.Of(Hot, Every(10, events)));

    [Fact]
    public void What_is_older_than_the_breach_does_not_end_it() => Assert.Equal("!-.", Turns.Of(Hot, Event("81:L1", 100), Event("20", 50), Event("20", 100)));

    [Fact]
    public void What_the_rule_would_not_judge_does_not_end_it()
    {
        const string Rule = """{"id":"r","kind":"threshold","measure":"value","above":80,"unit":"celsius","scope":{"types":["machine"],"tags":{"line":"L*"}},"severity":3}""";
        var other = Event("20", 10);
        Assert.Equal("!----.", Turns.Of(
            Rule, Event("81:L1", 0), Stories.Reading(other.Time, ("speed", 1)), other with { Type = "else" }, other with { Attributes = [new(EventProfiles.Attribute, EventProfiles.Generic), new("unit", "°R")] },
            other with { Type = EventProfiles.Presence, Status = "offline", Attributes = [] }, other));
    }

    [Theory]
    [InlineData("81:L1 81:M1 81:L1 81:L1 81:L1 81:L1", "---!!!")] // 30 s with each event that has the tag
    [InlineData("81:L1 81:L1 81:L1 81:L1 20 81:L1 81:L1 81:L1 81:L1", "---!.---!")]
    public void How_long_it_has_to_hold_other_tags_change_only_when_it_did(string events, string turns) =>
        Assert.Equal(turns, Turns.Of(Hot.Replace("\"severity\"", "\"for\":\"30s\",\"severity\"", StringComparison.Ordinal), Every(10, events)));

    [Theory]
    [InlineData("81:L1 79:L1 78", "!!.")]
    [InlineData("81:L1 78 79:L1 81:L1 79:L1", "!.-!!")] // after its end the limit is the limit again
    public void The_hysteresis_ends_with_it(string events, string turns) =>
        Assert.Equal(turns, Turns.Of(Hot.Replace("\"severity\"", "\"hysteresis\":5,\"severity\"", StringComparison.Ordinal), Every(10, events)));

    [Fact]
    public void Who_entered_a_zone_and_then_lost_the_tag_has_to_enter_it_again()
    {
        const string Rule = """{"id":"r","kind":"geofence","when":"enter","circle":{"latitude":0,"longitude":0,"radius":1000},"scope":{"tags":{"line":"L*"}},"severity":3}""";
        DeviceEvent At(double latitude, double seconds, string? line) => Event($"1{(line is null ? "" : $":{line}")}", seconds) with { Position = new Position(latitude, 0) };
        Assert.Equal("-!!.--!.", Turns.Of(
            Rule, At(1, 0, "L1"), At(0, 10, "L1"), At(0, 20, "L1"), At(0, 30, null), At(0, 40, "L1"), At(1, 50, "L1"), At(0, 60, "L1"), At(1, 70, "M1")));
    }

    [Fact]
    public void A_silence_of_those_with_the_tag_goes_on()
    {
        var rig = new RuleRig(RuleRig.Set("""{"id":"r","kind":"absence","after":"60s","scope":{"tags":{"line":"L*"}},"severity":3}"""));
        Step[] steps = [new(Event("1:L1", 0)), new(Event("1", 50)), new(null, Stories.Start + 61_000), new(Event("1", 62)), new(Event("1:L1", 63))];
        Assert.Equal("--!-.", string.Concat(steps.Select(step => Turns.Letter(rig.Do(step)))));
    }

    [Fact]
    public void Its_end_survives_a_restart()
    {
        var rig = new RuleRig(RuleRig.Set(Hot));
        Assert.Equal("!.-", string.Concat(Every(10, "81:L1 20 20").Select(e => Turns.Letter(rig.Do(new Step(e, Restarts: true))))));
    }

    private static IEnumerable<DeviceEvent> Every(double seconds, string events) => events.Split(' ').Select((text, i) => Event(text, i * seconds));

    private static DeviceEvent Event(string text, double seconds)
    {
        var parts = text.Split(':');
        return Stories.Value(double.Parse(parts[0], CultureInfo.InvariantCulture), seconds).With("line", parts.Length > 1 ? parts[1] : null);
    }
}
