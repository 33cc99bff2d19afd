using FsCheck.Fluent;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.Kinds;

public sealed class ZScoreRuleTest
{
    private const string Rule = """{"id":"r","kind":"zscore","measure":"value","window":"5m","samples":5,"score":0.8,"high":0.9,"level":"medium","actions":{"score":0.9,"above":85,"then":"shutdown","else":"throttle"}}""";

    /// <summary>Of a value's addition to a bucket, relative; see the docstring of the buckets.</summary>
    private const double FloatError = 1.0 / (1 << 24);
    private const long Bucket = 10_000;

    [Theory]
    [InlineData(60, "-", 0, null)] // 2.34 deviations
    [InlineData(61, "!", 3, null)] // 2.57: a score of 0.86
    [InlineData(39, "!", 3, null)]
    [InlineData(62, "!", 4, "throttle")] // 2.81: 0.94
    [InlineData(85, "!", 4, "throttle")]
    [InlineData(85.1, "!", 4, "shutdown")]
    public void The_score_is_a_third_of_the_deviations(double value, string turns, int severity, string? action)
    {
        DeviceEvent[] events = [.. Usual, Stories.Value(value, 10)];
        Assert.Equal("--------" + turns, Turns.Of(Rule, events));
        if (turns == "-") return;
        var finding = Turns.Last(Rule, events).Finding;
        Assert.Equal((50, value < 50, severity, action), (finding.Limit, finding.IsBelow, finding.Severity, finding.Action));
        Assert.Equal(Math.Min(1, Math.Abs(value - 50) / Math.Sqrt(8 * 16 / 7.0) / 3), finding.Score, 6);
    }

    [Fact]
    public void Four_values_are_too_few() => Assert.Equal("-----", Turns.Of(Rule, [.. Usual.Take(4), Stories.Value(1_000, 5)]));

    [Fact]
    public void A_constant_signal_has_no_deviation_to_measure_by() =>
        Assert.Equal(new string('-', 11), Turns.Of(Rule, [.. Enumerable.Range(0, 10).Select(i => Stories.Value(0.1, i)), Stories.Value(0.2, 10)]));

    [Fact]
    public void What_left_the_window_does_not_count() => Assert.Equal("---------", Turns.Of(Rule, [.. Usual, Stories.Value(1_000, 311)]));

    [Fact]
    public void A_device_has_to_be_known_for_a_while()
    {
        const string Learning = """{"id":"r","kind":"zscore","measure":"value","window":"5m","learn":"60s","score":0.8,"severity":3}""";
        Assert.Equal("--------", Turns.Of(Learning, [.. Usual.Take(7), Stories.Value(1_000, 59)]));
        Assert.Equal("--------!", Turns.Of(Learning, [.. Usual, Stories.Value(1_000, 60)]));
    }

    [Theory]
    [InlineData(1e16)]
    [InlineData(-1e99)]
    public void A_wild_value_fires_and_does_not_blind_the_window(double wild) =>
        Assert.Equal("--------!!", Turns.Of(Rule, [.. Usual, Stories.Value(wild, 9), Stories.Value(62, 10)]));

    [Fact]
    public void It_is_what_the_reference_says() => Agreement.Check(
        from samples in Gen.Choose(2, 8)
        from score in Gen.Elements(0.3, 0.5, 0.8)
        from learn in Gen.Elements(0, 0, 60)
        from story in Stories.Of(Gen.Choose(-100, 100).Select(value => Stories.Value(value)), TimeSpan.FromSeconds(8))
        select (samples, score, learn, story),
        one => FormattableString.Invariant($"{{\"id\":\"r\",\"kind\":\"zscore\",\"measure\":\"value\",\"window\":\"5m\",\"samples\":{one.samples},\"score\":{one.score}{(one.learn == 0 ? "" : $",\"learn\":\"{one.learn}s\"")},\"severity\":3}}"),
        one => one.story,
        one => (before, e) => Judge(before, e, one.samples, one.score, one.learn));

    /// <summary>Eight values with a mean of 50 and squares of 16 each.</summary>
    private static IEnumerable<DeviceEvent> Usual => Enumerable.Range(0, 8).Select(i => Stories.Value(i % 2 == 0 ? 46 : 54, i));

    private static Say Judge(IReadOnlyList<DeviceEvent> before, DeviceEvent e, int samples, double limit, int learn)
    {
        const int Buckets = 30;
        var newest = before.Append(e).Max(one => one.Time / Bucket);
        if (e.Time / Bucket <= newest - Buckets) return Say.Nothing;
        var heard = before.Where((one, i) => one.Time / Bucket > before.Take(i + 1).Max(earlier => earlier.Time / Bucket) - Buckets).ToList();
        var window = heard.Where(one => one.Time / Bucket > newest - Buckets).Select(one => one.Measurements[0].Value).ToList();
        var known = (e.Time / Bucket) - heard.Append(e).Min(one => one.Time / Bucket) >= learn * 1_000 / Bucket;
        if (!known || window.Count < samples) return Say.Nothing;
        var mean = window.Average();
        var deviation = Math.Sqrt(window.Sum(value => (value - mean) * (value - mean)) / (window.Count - 1));
        var value = e.Measurements[0].Value;
        var score = Math.Min(Math.Abs(value - mean) / deviation / 3, 1);
        // Each addition may be off by 2⁻²⁴ of what is kept, which is at most 100, or 100² of squares.
        var error = window.Count * FloatError * 100 * 4;
        var unsure = deviation < 1 ? !(deviation == 0 && window.Distinct().Count() == 1) : Math.Abs(score - limit) < error / deviation;
        if (unsure) return Say.Nothing with { Unsure = true };
        if (deviation == 0) return Say.Nothing;
        return score > limit ? Say.Breach(value, mean) with { Tolerance = error } : Say.Calm;
    }
}
