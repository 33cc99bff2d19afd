using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.Kinds;

public sealed class ExpressionRuleTest
{
    private const string AtOnce = """{"id":"r","kind":"expression","when":"a > 80 and a / b > 3","severity":3}""";
    private const string Within = """{"id":"r","kind":"expression","when":"a > 80 and a / b > 3","within":"60s","severity":3}""";

    [Theory]
    [InlineData("a81 b20", "--")] // one event has to have all
    [InlineData("a81,b20 a81,b30 a81,b20", "!.!")]
    [InlineData("a81,b27 a80,b1", "--")]
    public void One_event_has_to_have_all_measures(string readings, string turns) => Assert.Equal(turns, Turns.Of(AtOnce, Parse(readings, 1)));

    [Theory]
    [InlineData("a81 b20 b30 b20", "-!.!", 60)]
    [InlineData("a81 b20", "--", 61)]
    public void With_a_time_the_latest_values_within_it_count(string readings, string turns, int seconds) => Assert.Equal(turns, Turns.Of(Within, Parse(readings, seconds == 60 ? 20 : 61)));

    [Fact]
    public void An_older_value_does_not_take_the_place_of_a_newer_one() =>
        Assert.Equal("--!", Turns.Of(Within, Stories.Reading(Stories.Start, ("a", 90)), Stories.Reading(Stories.Start - 10, ("a", 20)), Stories.Reading(Stories.Start + 1, ("b", 9))));

    [Fact]
    public void What_comes_late_is_not_judged_by_newer_values() =>
        Assert.Equal("-!-.", Turns.Of(Within, [Reading(10, ("a", 85)), Reading(11, ("b", 20)), Reading(5, ("a", 60)), Reading(12, ("a", 60))]));

    [Fact]
    public void It_is_what_the_reference_says() => Agreement.Check(
        from isWithin in Gen.Elements(false, true)
        from story in Stories.Of(Contents, TimeSpan.FromSeconds(15))
        select (isWithin, story),
        one => one.isWithin ? Within : AtOnce,
        one => one.story,
        one => (before, e) => Judge(one.isWithin ? before : [], e));

    private static Gen<DeviceEvent> Contents =>
        from a in Gen.Elements<double?>(null, 80, 81, 200)
        from b in Gen.Elements<double?>(null, 0, 20, 27, 30)
        select Stories.Reading(0, [.. new[] { ("b", b), ("a", a) }.Where(one => one.Item2 is not null).Select(one => (one.Item1, one.Item2!.Value))]);

    private static Say Judge(IReadOnlyList<DeviceEvent> before, DeviceEvent e)
    {
        double? Latest(string name) => before.Append(e).Where(one => one.Measurements.Any(measure => measure.Name == name)).OrderBy(one => one.Time).LastOrDefault() is { } of
            && Math.Abs(of.Time - e.Time) <= 60_000 ? of.Measurements.Single(measure => measure.Name == name).Value : null;
        var isNews = e.Measurements.Any(measure => before.All(one => one.Time <= e.Time || one.Measurements.All(other => other.Name != measure.Name)));
        if (!isNews || Latest("a") is not { } a || Latest("b") is not { } b) return Say.Nothing;
        return a > 80 && a / b > 3 ? Say.Breach(a, 0) : Say.Calm;
    }

    private static DeviceEvent Reading(double seconds, (string Name, double Value) measure) => Stories.Reading(Stories.Start + (long)(seconds * 1_000), measure);

    private static IEnumerable<DeviceEvent> Parse(string readings, double seconds) => readings.Split(' ').Select((text, i) => Stories.Reading(
        Stories.Start + (long)(i * seconds * 1_000),
        [.. text.Split(',').Select(one => (one[..1], double.Parse(one[1..], System.Globalization.CultureInfo.InvariantCulture)))]));
}
