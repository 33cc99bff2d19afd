using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.Kinds;

public sealed class ThresholdRuleTest
{
    private const string Hot = """{"id":"hot","kind":"threshold","measure":"value","above":80,"level":"high"}""";
    private static readonly string?[] UnitTexts = [null, "°C", "°F", "K", "%", "°R"];

    [Theory]
    [InlineData("80 80.1 81 80 79", "-!!.-")]
    [InlineData("81 81 81", "!!!")]
    public void At_the_limit_is_within(string values, string turns) => Assert.Equal(turns, Turns.Of(Hot, Every(1, values)));

    [Theory]
    [InlineData("81 79 76 75 79 81 75.5 70", "!!!.-!!.")]
    [InlineData("19 21 24 25 21 19", "!!!.-!")]
    public void Once_broken_it_is_within_only_beyond_the_hysteresis(string values, string turns) =>
        Assert.Equal(turns, Turns.Of("""{"id":"r","kind":"threshold","measure":"value","above":80,"below":20,"hysteresis":5,"severity":3}""", Every(1, values)));

    [Fact]
    public void A_late_event_changes_nothing_of_whether_it_is_broken() =>
        Assert.Equal("!-!.", Turns.Of("""{"id":"r","kind":"threshold","measure":"value","above":80,"hysteresis":5,"severity":3}""", Stories.Value(81, 100), Stories.Value(20, 50), Stories.Value(78, 110), Stories.Value(74, 120)));

    [Fact]
    public void A_late_breach_does_not_open_again_what_is_over() => Assert.Equal("!.!-", Turns.Of(Hot, Stories.Value(81, 100), Stories.Value(20, 200), Stories.Value(82, 150), Stories.Value(20, 210)));

    [Fact]
    public void A_late_breach_is_over_since_the_end_that_is_known()
    {
        Assert.Equal(Stories.Start + 200_000, Turns.Last(Hot, Stories.Value(81, 100), Stories.Value(20, 200), Stories.Value(82, 150)).Ended);
        Assert.Null(Turns.Last(Hot, Stories.Value(81, 100), Stories.Value(82, 50)).Ended);
        Assert.Null(Turns.Last(Hot, Stories.Value(81, 100), Stories.Value(20, 200), Stories.Value(82, 200)).Ended);
    }

    [Theory]
    [InlineData("81 81 81 81 79 81", "---!.-")]
    [InlineData("81 81 79 81 81 81 81", "------!")]
    public void Above_80_for_30_s(string values, string turns) => Assert.Equal(turns, Turns.Of(Lasting, Every(10, values)));

    [Fact]
    public void Late_events_say_nothing_of_how_long_it_lasts() =>
        Assert.Equal("----!-.", Turns.Of(Lasting, Stories.Value(81, 0), Stories.Value(81, 20), Stories.Value(79, 10), Stories.Value(81, 29.999), Stories.Value(81, 30), Stories.Value(79, 5), Stories.Value(79, 30)));

    [Theory]
    [InlineData("°C", 30.1, "!", 30)]
    [InlineData("°F", 86.1, "!", 86)]
    [InlineData("°F", 86, "-", 0)]
    [InlineData("°F", 49.9, "!", 50)]
    [InlineData("K", 303.2, "!", 303.15)]
    [InlineData("K", 283.1, "!", 283.15)]
    [InlineData("K", 300, "-", 0)]
    [InlineData("°R", 1_000, "-", 0)]
    public void Limits_are_those_of_the_events_unit(string unit, double value, string turns, double limit)
    {
        const string Rule = """{"id":"r","kind":"threshold","measure":"value","above":30,"below":10,"unit":"celsius","severity":3}""";
        var e = Stories.Value(value).With("unit", unit);
        Assert.Equal(turns, Turns.Of(Rule, e));
        if (turns == "!") Assert.Equal(limit, Turns.Last(Rule, e).Finding.Limit, 9);
    }

    [Theory]
    [InlineData("hPa", "!")]
    [InlineData(null, "!")]
    [InlineData("kPa", "-")]
    [InlineData("°F", "-")]
    public void Another_unit_than_that_of_the_source_is_left_alone(string? unit, string turns) =>
        Assert.Equal(turns, Turns.Of("""{"id":"r","kind":"threshold","measure":"value","above":30,"unit":"source","severity":3}""", Stories.Value(31).With("unit", unit)));

    [Fact]
    public void The_first_measure_of_the_prefix_that_breaks_it_counts()
    {
        const string Rule = """{"id":"r","kind":"threshold","measure":["tire_pressure*","spare"],"below":1.8,"severity":3}""";
        var finding = Turns.Last(Rule, Stories.Reading(Stories.Start, ("speed", 0), ("tire_pressure_1", 2), ("spare", 1.7), ("tire_pressure_2", 1))).Finding;
        Assert.Equal(("spare", 1.7, 1.8, true), (finding.Measure, finding.Value, finding.Limit, finding.IsBelow));
        Assert.Equal("-", Turns.Of(Rule, Stories.Reading(Stories.Start, ("spare_wheel", 0))));
    }

    [Theory]
    [InlineData("", "FL1.5 FR2.2 FL1.5 RL2.2 FL1.5 FL2.2 FR2.2", "!-!-!.-")]
    [InlineData("", "FL1.5 RL1.5 FL2.2 RL1.5 FL2.2 RL2.2", "!!-!-.")]
    [InlineData("", "FL1.5 FR2.2,FL2.2", "!.")]
    [InlineData("\"for\":\"30s\",", "FL1.5 FR2.2 RL2.2 FL1.5 FR2.2 FL2.2", "---!-.")]
    [InlineData("\"for\":\"30s\",", "FL1.5 FR2.2 FL2.2 FL1.5 FR2.2 FL1.5", "------")]
    [InlineData("\"hysteresis\":0.2,", "FL1.5 FR1.9 FL1.9 FR2.2 FL1.9 FL2.1 FR1.9", "!-!-!.-")]
    public void Measures_that_come_one_by_one_end_what_they_began(string more, string readings, string turns) => Assert.Equal(turns, Turns.Of(
        $$"""{"id":"r","kind":"threshold","measure":"tire_pressure*","below":1.8,{{more}}"severity":3}""",
        readings.Split(' ').Select((text, i) => Stories.Reading(
            Stories.Start + (i * 10_000), [.. text.Split(',').Select(one => ($"tire_pressure_{one[..2]}", double.Parse(one[2..], CultureInfo.InvariantCulture)))]))));

    [Fact]
    public void It_is_what_the_reference_says() => Agreement.Check(Cases, one => one.Rule, one => one.Story, one => one.Judge);

    private const string Lasting = """{"id":"r","kind":"threshold","measure":"value","above":80,"for":"30s","severity":3}""";

    private static Gen<Case> Cases =>
        from limits in Gen.Elements<(double?, double?)>((30, 10), (30, null), (null, 10), (90, -10))
        from hysteresis in Gen.Elements(0, 0, 2, 5)
        from unit in Gen.Elements<string?>(null, "source", "celsius")
        from tags in Gen.Elements(false, true)
        from lasting in Gen.Elements<string?>(null, "30s")
        from story in Stories.Of(Contents, TimeSpan.FromSeconds(10))
        select new Case(limits.Item1, limits.Item2, hysteresis, unit, lasting, tags, story);

    private static Gen<DeviceEvent> Contents =>
        from unit in Gen.Elements(UnitTexts)
        from measures in (from name in Gen.Elements("t1", "t2", "x") from value in Gen.Choose(-20, 110) select (name, (double)value)).ListOf(2)
        from line in Gen.Elements(null, "L1", "L2", "M1")
        select Stories.Reading(0, [.. measures]).With("unit", unit).With("line", line);

    private static IEnumerable<DeviceEvent> Every(double seconds, string values) =>
        values.Split(' ').Select((value, i) => Stories.Value(double.Parse(value, CultureInfo.InvariantCulture), i * seconds));

    private sealed record Case(double? Above, double? Below, double Hysteresis, string? Unit, string? Lasting, bool Tags, IReadOnlyList<Step> Story)
    {
        internal string Rule => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"r","kind":"threshold","measure":"t*","above":{{Json(Above)}},"below":{{Json(Below)}},"hysteresis":{{Hysteresis}},"unit":{{Json(Unit)}},"for":{{Json(Lasting)}},{{(Tags ? """
            "scope":{"tags":{"line":"L*"}},
            """ : "")}}"severity":3}""");

        internal Say Judge(IReadOnlyList<DeviceEvent> before, DeviceEvent e)
        {
            var (broken, latest, by, known, say) = (false, 0L, (string?)null, false, Say.Nothing);
            foreach (var one in before.Append(e))
            {
                var isLate = one.Time < latest;
                if (Tags && EventProfiles.Find(one, "line") is null or "M1")
                {
                    say = One(one, _ => 0).Verdict == Verdict.None ? Say.Nothing : Say.Ends;
                    if (known && !isLate && say.Verdict != Verdict.None) (broken, latest) = (false, one.Time);
                    continue;
                }

                say = One(one, name => broken && !isLate && name == by ? Hysteresis : 0);
                known |= say.Verdict != Verdict.None;
                if (say.Verdict == Verdict.None || isLate || (broken && say.Within?.Contains(by!) == false)) continue;
                (broken, latest, by) = (say.Verdict == Verdict.Breach, one.Time, say.By);
            }

            return say;
        }

        private static string Json(object? value) => value is null ? "null" : value is string text ? $"\"{text}\"" : string.Create(CultureInfo.InvariantCulture, $"{value}");

        /// <summary>Values are brought to the rule's unit, instead of limits to theirs.</summary>
        private Say One(DeviceEvent e, Func<string, double> margin)
        {
            var named = EventProfiles.Find(e, "unit");
            var values = e.Measurements.Where(measure => measure.Name[0] == 't').ToList();
            if (values.Count == 0 || (Unit == "source" && named is "°F" or "K" or "°R" && Unit == "source") || (Unit == "celsius" && named == "°R")) return Say.Nothing;
            double Celsius(double value) => Unit != "celsius" ? value : named switch { "°F" => (value - 32) / 1.8, "K" => value - 273.15, _ => value };
            double Back(double celsius) => Unit != "celsius" ? celsius : named switch { "°F" => (celsius * 1.8) + 32, "K" => celsius + 273.15, _ => celsius };
            foreach (var (name, value) in values)
            {
                if (Celsius(value) > Above - margin(name)) return Say.Breach(value, Back(Above!.Value)) with { By = name };
                if (Celsius(value) < Below + margin(name)) return Say.Breach(value, Back(Below!.Value)) with { By = name };
            }

            return Say.Calm with { Within = values.ConvertAll(measure => measure.Name) };
        }
    }
}
