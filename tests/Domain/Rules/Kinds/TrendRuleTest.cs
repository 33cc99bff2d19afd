using FsCheck.Fluent;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.Kinds;

public sealed class TrendRuleTest
{
    private const string Rule = """{"id":"r","kind":"trend","measure":"value","below":10,"window":"10m","buckets":10,"warn":"15m","severity":3}""";
    private const long Bucket = 60_000;
    private const int Buckets = 10;

    [Fact]
    public void It_warns_when_the_threshold_is_less_than_15_minutes_ahead()
    {
        // Two a minute from 48: at minute i, 48 − 2 i; 10 is reached at minute 19.
        var turns = Turns.Of(Rule, Falling(10, i => 48 - (2 * i)));
        Assert.Equal("-----!!!!!", turns);
        var turn = Turns.Last(Rule, Falling(6, i => 48 - (2 * i)));
        Assert.Equal((38, 10, true, 1), (turn.Finding.Value, turn.Finding.Limit, turn.Finding.IsBelow, turn.Finding.Score));
        Assert.Equal(("14.0", "1"), (turn.Rule.Details(turn.Finding)!["minutesToThreshold"], turn.Rule.Details(turn.Finding)!["confidence"]));
    }

    [Theory]
    [InlineData(0)] // steady
    [InlineData(2)] // away from it
    public void What_does_not_go_there_is_calm(int slope) => Assert.Equal("----------", Turns.Of(Rule, Falling(10, i => 48 + (slope * i))));

    [Fact]
    public void Beyond_the_threshold_it_fires() => Assert.Equal("----!!", Turns.Of(Rule, Falling(6, i => 9 - i)));

    [Fact]
    public void One_wild_value_moves_nothing() => Assert.Equal("----------", Turns.Of(Rule, Falling(10, i => i == 5 ? -500 : 48)));

    [Fact]
    public void Noise_is_no_trend() => Assert.Equal("----------", Turns.Of(Rule, Falling(10, i => i % 2 == 0 ? 20 : 12)));

    [Fact]
    public void What_was_before_a_long_silence_is_no_trend() =>
        Assert.Equal("-----!-", Turns.Of(Rule, [.. Falling(6, i => 48 - (2 * i)), Stories.Value(100, 3_600)]));

    [Fact]
    public void It_may_rise_too() =>
        Assert.Equal("----!!", Turns.Of("""{"id":"r","kind":"trend","measure":"value","above":85,"window":"5m","buckets":10,"warn":"15m","severity":3}""", Falling(6, i => 70 + i)));

    [Fact]
    public void It_is_what_the_reference_says() => Agreement.Check(
        from slope in Gen.Elements(-3, -1, 0, 1)
        from confidence in Gen.Elements(0.5, 0.6, 0.8)
        from story in Stories.Of(Gen.Choose(-6, 6).Select(value => Stories.Value(value)), TimeSpan.FromSeconds(40))
        select (confidence, Story: Along(story, slope)),
        one => FormattableString.Invariant($"{{\"id\":\"r\",\"kind\":\"trend\",\"measure\":\"value\",\"below\":10,\"window\":\"10m\",\"buckets\":10,\"warn\":\"15m\",\"confidence\":{one.confidence},\"severity\":3}}"),
        one => one.Story,
        one => (before, e) => Judge(before, e, one.confidence));

    private static List<Step> Along(IReadOnlyList<Step> story, int slope) =>
        [.. story.Select(step => step with { Event = step.Event! with { Measurements = [new("value", step.Event.Measurements[0].Value + 40 + (slope * (double)((step.Event.Time - Stories.Start) / Bucket)))] } })];

    private static IEnumerable<DeviceEvent> Falling(int count, Func<int, double> value) => Enumerable.Range(0, count).Select(i => Stories.Value(value(i), 60 * i));

    private static Say Judge(IReadOnlyList<DeviceEvent> before, DeviceEvent e, double least)
    {
        var now = e.Time / Bucket;
        if (before.Count == 0 || now <= before.Max(one => one.Time / Bucket)) return Say.Nothing;
        var heard = before.Where((one, i) => one.Time / Bucket > before.Take(i + 1).Max(earlier => earlier.Time / Bucket) - Buckets);
        var means = heard.GroupBy(one => one.Time / Bucket).Where(bucket => bucket.Key >= now - Buckets)
            .Select(bucket => (Time: (double)(bucket.Key - now), Mean: bucket.Average(one => one.Measurements[0].Value), Exact: bucket.Count() == 1)).ToList();
        if (means.Count < 4) return Say.Nothing;
        var slopes = (from a in means from b in means where a.Time < b.Time select (Slope: (b.Mean - a.Mean) / (b.Time - a.Time), Exact: a.Exact && b.Exact)).ToList();
        var slope = Median(slopes.Select(one => one.Slope));
        var level = Median(means.Select(one => one.Mean - (slope * one.Time)));
        // Means of several values are rounded: which side of 0 a slope lies on is not certain then.
        var doubtful = slopes.Count(one => !one.Exact && Math.Abs(one.Slope) < 1e-4);
        var share = (double)slopes.Count(one => Math.Sign(one.Slope) == Math.Sign(slope)) / slopes.Count;
        var left = level <= 10 ? 0 : slope < 0 ? (level - 10) / -slope : double.PositiveInfinity;
        var edge = Math.Abs(level - 10) < 1e-3 || Math.Abs(left - 15) < 1e-2 || (slopes.Exists(one => !one.Exact) && Math.Abs(slope) < 1e-4);
        if (edge || Math.Abs(share - least) <= (doubtful + 1e-6) / slopes.Count) return Say.Nothing with { Unsure = true };
        return left < 15 && slope != 0 && share >= least ? Say.Breach(e.Measurements[0].Value, 10) : Say.Calm;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
