using FsCheck.Fluent;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.Kinds;

public sealed class SpreadRuleTest
{
    private const string Rule = """{"id":"r","kind":"spread","measure":"value","above":30,"samples":4,"least":3,"within":"60s","severity":2}""";

    [Theory]
    [InlineData("0 40 0", "--!")]
    [InlineData("0 10 20 30 40 50", "------")]
    [InlineData("0 31 31 31 31", "--!!.")]
    public void It_looks_at_the_last_readings(string values, string turns) =>
        Assert.Equal(turns, Turns.Of(Rule, values.Split(' ').Select((value, i) => Stories.Value(int.Parse(value, System.Globalization.CultureInfo.InvariantCulture), i))));

    [Fact]
    public void After_a_pause_it_begins_anew() =>
        Assert.Equal("----!", Turns.Of(Rule, Stories.Value(0, 0), Stories.Value(0, 1), Stories.Value(50, 61.001), Stories.Value(50, 62), Stories.Value(0, 62)));

    [Fact]
    public void It_is_what_the_reference_says() => Agreement.Check(
        from samples in Gen.Choose(2, 7)
        from least in Gen.Choose(2, samples)
        from story in Stories.Of(Gen.Choose(0, 45).Select(value => Stories.Value(value)), TimeSpan.FromSeconds(10))
        select (samples, least, story),
        one => $$"""{"id":"r","kind":"spread","measure":"value","above":30,"samples":{{one.samples}},"least":{{one.least}},"within":"60s","severity":2}""",
        one => one.story,
        one => (before, e) => Judge(before, e, one.samples, one.least));

    private static Say Judge(IReadOnlyList<DeviceEvent> before, DeviceEvent e, int samples, int least)
    {
        var heard = before.Append(e).Where((one, i) => before.Take(i).All(earlier => earlier.Time <= one.Time)).ToList();
        if (!ReferenceEquals(heard[^1], e)) return Say.Nothing;
        var pause = heard.FindLastIndex(one => heard.IndexOf(one) > 0 && one.Time - heard[heard.IndexOf(one) - 1].Time > 60_000);
        var last = heard.Skip(Math.Max(pause, 0)).TakeLast(samples).Select(one => one.Measurements[0].Value).ToList();
        if (last.Count < least) return Say.Nothing;
        var spread = last.Max() - last.Min();
        return spread > 30 ? Say.Breach(spread, 30) : Say.Calm;
    }
}
