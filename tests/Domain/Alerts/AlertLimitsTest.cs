using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.State;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Alerts;

/// <summary>Alerts are never so long that Notify refuses them, whatever rule and device say.</summary>
public sealed class AlertLimitsTest
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("ab😀", 3, "ab")]
    [InlineData("a😀b", 3, "a😀")]
    public void A_text_is_cut_between_characters(string text, int length, string cut) => Assert.Equal(cut, AlertLimits.Cut(text, length));

    [Fact]
    public void A_long_group_is_cut()
    {
        var hit = Hit("""{"id":"r","kind":"threshold","measure":"value","above":80,"groupBy":"site","severity":3}""", Stories.Value(81).With("site", new string('x', 400)));
        Assert.Equal("site=" + new string('x', AlertLimits.GroupLength - 5), hit.Group);
    }

    [Fact]
    public void A_message_that_grows_by_what_it_names_is_cut()
    {
        var rule = $$"""{"id":"r","kind":"threshold","measure":"value","above":80,"message":"{{string.Concat(Enumerable.Repeat("{device}", 120))}}","severity":3}""";
        Assert.Equal(new string('d', AlertLimits.TextLength), Hit(rule, Stories.Value(81) with { Device = new string('d', 128) }).Message);
    }

    [Fact]
    public void Long_details_are_cut()
    {
        var actions = string.Join(',', Enumerable.Range(0, 16).Select(i => $"\"{new string((char)('a' + i), 256)}\""));
        var hit = Hit($$"""{"id":"r","kind":"pattern","threshold":0.5,"fault":"f","actions":[{{actions}}],"severity":3,"symptoms":[{"name":"a","measure":"value","above":80,"weight":0.8}]}""", Stories.Value(81));
        Assert.Equal((AlertLimits.TextLength, "f"), (hit.Details!["actions"].Length, hit.Details["fault"]));
    }

    private static RuleHit Hit(string rule, DeviceEvent e)
    {
        var turns = new List<RuleTurn>();
        RuleRig.Set(rule).Evaluate(e, new DeviceRules($"{e.Tenant}/{e.Device}"), turns);
        return turns[0].Rule.Hit(turns[0].Finding, e);
    }
}
