using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.Kinds;

public sealed class PatternRuleTest
{
    private const string Rule = """
        {"id":"r","kind":"pattern","threshold":0.7,"within":"60s","fault":"hardware","cause":"a component fails","actions":["replace","check"],"minutes":120,"level":"high","symptoms":[
         {"name":"hot","measure":"t","above":80,"weight":0.4},{"name":"unsteady","measure":"v","above":250,"below":200,"weight":0.3},{"name":"errors","measure":"m","above":0,"weight":0.3}]}
        """;

    [Theory]
    [InlineData("t81", "-")]
    [InlineData("t81 v251", "-!")] // 0.4 + 0.3
    [InlineData("t81 v199", "-!")]
    [InlineData("t80 v251 m1", "---")] // 0.6
    [InlineData("t81 v251 t80", "-!.")]
    public void Symptoms_may_come_one_by_one(string readings, string turns) =>
        Assert.Equal(turns, Turns.Of(Rule, readings.Split(' ').Select((text, i) => Stories.Reading(Stories.Start + i, (text[..1], int.Parse(text[1..], System.Globalization.CultureInfo.InvariantCulture))))));

    [Theory]
    [InlineData(60_000, "-!")]
    [InlineData(60_001, "--")]
    public void A_symptom_counts_for_a_while(int later, string turns) => Assert.Equal(turns, Turns.Of(Rule, Stories.Reading(Stories.Start, ("t", 90)), Stories.Reading(Stories.Start + later, ("v", 0))));

    [Fact]
    public void An_older_value_does_not_take_the_place_of_a_newer_one() =>
        Assert.Equal("--!", Turns.Of(Rule, Stories.Reading(Stories.Start, ("t", 90)), Stories.Reading(Stories.Start - 10, ("t", 20)), Stories.Reading(Stories.Start + 1, ("v", 0))));

    [Fact]
    public void What_comes_late_is_not_judged_by_newer_values() => Assert.Equal("-!-.", Turns.Of(
        Rule, Stories.Reading(Stories.Start, ("t", 90)), Stories.Reading(Stories.Start + 10, ("v", 0)), Stories.Reading(Stories.Start - 10, ("t", 20)), Stories.Reading(Stories.Start + 11, ("t", 20))));

    [Theory]
    [InlineData(1, "120", "hot, unsteady, errors")]
    [InlineData(0, "240", "hot, unsteady")]
    public void The_diagnosis_says_what_to_do(int errors, string minutes, string symptoms)
    {
        var turn = Turns.Last(Rule, Stories.Reading(Stories.Start, ("t", 90), ("v", 300), ("m", errors)));
        var details = turn.Rule.Details(turn.Finding)!;
        Assert.Equal(("hardware", "a component fails", "replace; check", minutes, symptoms), (details["fault"], details["cause"], details["actions"], details["minutesToRecover"], details["symptoms"]));
    }

    [Fact]
    public void Less_sure_it_takes_half_as_long_again()
    {
        var turn = Turns.Last("""{"id":"r","kind":"pattern","threshold":0.5,"fault":"f","minutes":10,"severity":3,"symptoms":[{"name":"a","measure":"a","above":0,"weight":0.8},{"name":"b","measure":"b","above":0,"weight":0.2}]}""", Stories.Reading(Stories.Start, ("a", 1)));
        Assert.Equal(("15", "0.8"), (turn.Rule.Details(turn.Finding)!["minutesToRecover"], turn.Rule.Details(turn.Finding)!["confidence"]));
    }

    [Fact]
    public void It_is_what_the_reference_says() => Agreement.Check(
        from story in Stories.Of(Contents, TimeSpan.FromSeconds(15)) select story, _ => Rule, story => story, _ => Judge);

    private static Gen<DeviceEvent> Contents =>
        from t in Gen.Elements<double?>(null, 80, 81)
        from v in Gen.Elements<double?>(null, 199, 200, 250, 251)
        from m in Gen.Elements<double?>(null, 0, 1)
        select Stories.Reading(0, [.. new[] { ("t", t), ("v", v), ("m", m) }.Where(one => one.Item2 is not null).Select(one => (one.Item1, one.Item2!.Value))]);

    private static Say Judge(IReadOnlyList<DeviceEvent> before, DeviceEvent e)
    {
        if (!e.Measurements.Any(measure => before.All(one => one.Time <= e.Time || one.Measurements.All(other => other.Name != measure.Name)))) return Say.Nothing;
        decimal confidence = 0;
        foreach (var (measure, shows, weight) in new (string, Func<double, bool>, decimal)[] { ("t", x => x > 80, 0.4m), ("v", x => x is > 250 or < 200, 0.3m), ("m", x => x > 0, 0.3m) })
        {
            // Of those of the same time, the one that came last.
            var latest = before.Append(e).Where(one => one.Measurements.Any(reading => reading.Name == measure)).OrderBy(one => one.Time).LastOrDefault();
            if (latest is null || Math.Abs(e.Time - latest.Time) > 60_000) continue;
            if (shows(latest.Measurements.Single(reading => reading.Name == measure).Value)) confidence += weight;
        }

        return confidence >= 0.7m ? Say.Breach((double)confidence, 0.7) : Say.Calm;
    }
}
