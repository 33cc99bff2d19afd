using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.Kinds;

public sealed class MultivariateRuleTest
{
    private const string Rule = """
        {"id":"r","kind":"multivariate","score":0.7,"level":"high","model":[{"measure":"temperature","mean":25,"deviation":5},{"measure":"vibration","mean":0.05,"deviation":0.02},
         {"measure":"pressure","mean":1013.25,"deviation":50},{"measure":"flow_rate","mean":100,"deviation":20}]}
        """;

    private static readonly (string Measure, double Mean, double Deviation)[] Model = [("temperature", 25, 5), ("vibration", 0.05, 0.02), ("pressure", 1013.25, 50), ("flow_rate", 100, 20)];

    [Theory]
    [InlineData(25, 0.05, 1013.25, 100, "-")]
    [InlineData(35, 0.09, 1113.25, 140, "-")] // two deviations each: 0.667
    [InlineData(36, 0.092, 1123.25, 144, "!")] // 2.2 each: 0.733
    [InlineData(45.9, 0.05, 1013.25, 100, "-")] // 4.2 of one: 2.1, 0.7
    [InlineData(46.1, 0.05, 1013.25, 100, "!")]
    public void All_deviations_together_decide(double temperature, double vibration, double pressure, double flow, string turns) =>
        Assert.Equal(turns, Turns.Of(Rule, At(temperature, vibration, pressure, flow)));

    [Fact]
    public void It_names_the_measure_that_is_furthest_off()
    {
        var finding = Turns.Last(Rule, At(25, 0.05, 800, 20)).Finding;
        Assert.Equal(("pressure", 800, 1013.25, true), (finding.Measure, finding.Value, finding.Limit, finding.IsBelow));
        Assert.Equal(Math.Sqrt((4.265 * 4.265 + 16) / 4) / 3, finding.Score, 9);
    }

    [Fact]
    public void An_event_that_lacks_one_says_nothing() => Assert.Equal("-", Turns.Of(Rule, Stories.Reading(Stories.Start, ("temperature", 500), ("vibration", 9), ("pressure", 0))));

    [Fact]
    public void It_is_what_the_reference_says() => Agreement.Check(
        from story in Stories.Of(Contents, TimeSpan.FromSeconds(5)) select story, _ => Rule, story => story, _ => (_, e) => Judge(e));

    private static Gen<DeviceEvent> Contents =>
        from off in Gen.Choose(-40, 40).ArrayOf(4)
        from count in Gen.Elements(3, 4, 4, 4)
        select Stories.Reading(0, [.. Model.Select((term, i) => (term.Measure, term.Mean + (off[i] / 10.0 * term.Deviation))).Reverse().Take(count)]);

    private static Say Judge(DeviceEvent e)
    {
        if (e.Measurements.Count < Model.Length) return Say.Nothing;
        var z = Model.Select(term => (e.Measurements.Single(measure => measure.Name == term.Measure).Value - term.Mean) / term.Deviation).ToList();
        var score = Math.Min(1, Math.Sqrt(z.Average(one => one * one)) / 3);
        return Say.Of(score > 0.7) with { Unsure = Math.Abs(score - 0.7) < 1e-9 };
    }

    private static DeviceEvent At(double temperature, double vibration, double pressure, double flow) =>
        Stories.Reading(Stories.Start, ("flow_rate", flow), ("temperature", temperature), ("vibration", vibration), ("pressure", pressure));
}
