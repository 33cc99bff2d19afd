using FsCheck.Fluent;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.Kinds;

public sealed class RateRuleTest
{
    [Fact]
    public void A_change_is_for_a_time()
    {
        const string Rule = """{"id":"r","kind":"rate","measure":"value","above":5,"per":"1m","severity":3}""";
        Assert.Equal("--!.!", Turns.Of(Rule, Stories.Value(20, 0), Stories.Value(25, 60), Stories.Value(28, 90), Stories.Value(28, 100), Stories.Value(20, 160)));
        var fall = Turns.Last(Rule, Stories.Value(20, 0), Stories.Value(14, 30)).Finding;
        Assert.Equal((-12.0, -5.0, true), (fall.Value, fall.Limit, fall.IsBelow));
    }

    [Theory]
    [InlineData("rise", "-!.")]
    [InlineData("fall", "--!")]
    [InlineData("both", "-!!")]
    public void A_direction_counts_alone(string direction, string turns) =>
        Assert.Equal(turns, Turns.Of(Rule(direction), Stories.Value(0, 0), Stories.Value(9, 60), Stories.Value(0, 120)));

    [Fact]
    public void Events_that_are_not_later_say_nothing() =>
        Assert.Equal("---!", Turns.Of(Rule("both"), Stories.Value(0, 60), Stories.Value(99, 60), Stories.Value(99, 0), Stories.Value(9, 61)));

    [Fact]
    public void It_is_what_the_reference_says() => Agreement.Check(
        from direction in Gen.Elements("rise", "fall", "both")
        from story in Stories.Of(Gen.Choose(0, 20).Select(value => Stories.Value(value)), TimeSpan.FromSeconds(60))
        select (direction, story),
        one => Rule(one.direction),
        one => one.story,
        one => (before, e) =>
        {
            // The first of those with the latest time.
            if (before.MaxBy(earlier => earlier.Time) is not { } latest || e.Time <= latest.Time) return Say.Nothing;
            var (change, time) = (e.Measurements[0].Value - latest.Measurements[0].Value, e.Time - latest.Time);
            var counted = one.direction switch { "rise" => change, "fall" => -change, _ => Math.Abs(change) };
            return counted * 60_000 > 5 * time ? Say.Breach(change * 60_000 / time, change < 0 ? -5 : 5) : Say.Calm;
        });

    private static string Rule(string direction) => $$"""{"id":"r","kind":"rate","measure":"value","above":5,"per":"1m","direction":"{{direction}}","severity":3}""";
}
