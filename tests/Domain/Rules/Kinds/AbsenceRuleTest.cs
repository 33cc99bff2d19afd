using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.Kinds;

/// <summary>Kinds <c>absence</c> and <c>offline</c>.</summary>
public sealed class AbsenceRuleTest
{
    private const string Absence = """{"id":"r","kind":"absence","after":"60s","severity":3}""";
    private const string Offline = """{"id":"r","kind":"offline","after":"60s","severity":3,"action":"stop_session"}""";

    [Fact]
    public void A_silence_fires_once_and_is_over_with_the_next_event() =>
        Assert.Equal("--!--.-!", Run(Absence, Heard(0), Tick(60), Tick(60.001), Tick(120), Tick(180), Heard(181), Tick(241), Tick(300)));

    [Fact]
    public void It_began_when_the_time_was_over_whatever_tick_noticed()
    {
        var rig = new RuleRig(RuleRig.Set("""{"id":"r","kind":"absence","after":"1001ms","severity":3}"""));
        rig.Do(Heard(0));
        var turn = Assert.Single(rig.Do(Tick(500)));
        Assert.Equal((Stories.Start + 1_001, Stories.Start, $"silent-since-{Stories.Start}"), (turn.Time, turn.Silence, turn.SilenceId));
    }

    [Fact]
    public void A_device_that_was_never_heard_of_is_not_missed() => Assert.Equal("--", Run(Absence, Tick(1_000), Tick(2_000)));

    [Theory]
    [InlineData(-86_400)] // a clock that is a day slow, or data that waited for a day
    [InlineData(500)]
    public void What_an_event_says_of_its_own_time_is_no_matter(double clock) =>
        Assert.Equal("-!.!", Run(Absence, Heard(0, clock), Tick(100), Heard(101, clock), Tick(200)));

    [Fact]
    public void While_no_ticks_came_nobody_was_silent() =>
        Assert.Equal("--------!", Run(Absence, Heard(0), Tick(20), Tick(40), Tick(400), Tick(420), Tick(440), Tick(580), Tick(759), Tick(760)));

    [Fact]
    public void A_tick_out_of_turn_is_no_gap() => Assert.Equal("-----!", Run(Absence, Heard(0), Tick(20), Tick(21), Tick(40), Tick(60), Tick(80)));

    [Fact]
    public void Many_ticks_out_of_turn_do_not_make_the_next_one_late()
    {
        Step[] ticks = [.. Enumerable.Range(0, 15).SelectMany(minute => new[] { Tick((minute * 20) + 1), Tick((minute * 20) + 2), Tick((minute * 20) + 20) })];
        Assert.Equal(1, Run(Absence, [Heard(0), .. ticks]).Count(turn => turn == '!'));
    }

    [Fact]
    public void Ticks_that_come_less_often_are_usual_after_a_few() =>
        Assert.Equal("-------!", Run(Absence, Heard(0), Tick(5), Tick(10), Tick(15), Tick(615), Tick(1_215), Tick(1_815), Tick(2_415)));

    [Fact]
    public void A_measure_has_to_come_by_itself()
    {
        const string Rule = """{"id":"r","kind":"absence","measure":"value","after":"60s","severity":3}""";
        var other = new Step(Stories.Reading(Stories.Start + 50_000, ("other", 1)));
        Assert.Equal("--!", Run(Rule, Heard(0), other, Tick(70)));
    }

    [Fact]
    public void A_silence_survives_a_restart() =>
        Assert.Equal("-!-.", Run(Absence, Heard(0) with { Restarts = true }, Tick(70) with { Restarts = true }, Tick(130) with { Restarts = true }, Heard(131)));

    [Fact]
    public void A_device_that_leaves_is_offline_at_once_and_back_with_its_next_connection() =>
        Assert.Equal("-!-.", Run(Offline, Heard(0), Presence(10, "offline"), Tick(500), Presence(501, "online")));

    [Fact]
    public void Without_a_heartbeat_it_is_offline_too() => Assert.Equal("--!.", Run(Offline, Heard(0), Presence(1, "online"), Tick(62), Heard(63)));

    [Fact]
    public void Connections_of_devices_that_the_rule_does_not_mean_are_not_remembered()
    {
        var rig = new RuleRig(RuleRig.Set("""{"id":"r","kind":"offline","scope":{"types":["charger"]},"after":"60s","severity":3}"""));
        Assert.Empty(rig.Do(Heard(0)));
        Assert.Empty(rig.Do(Presence(1, "offline")));
        Assert.Empty(rig.Do(Tick(500)));
        Assert.Equal(0, rig.Live.Bytes);
    }

    [Fact]
    public void A_sensor_of_type_presence_sends_data() =>
        Assert.Equal("--!", Run(Absence, Heard(0), new Step(Stories.Value(0, 30) with { Type = EventProfiles.Presence, Status = "offline" }), Tick(91)));

    [Fact]
    public void An_absence_does_not_hear_connections() => Assert.Equal("--!", Run(Absence, Heard(0), Presence(50, "online"), Tick(70)));

    [Theory]
    [InlineData(Absence)]
    [InlineData(Offline)]
    public void It_is_what_the_reference_says(string rule)
    {
        var seconds = Gen.Frequency((8, Gen.Choose(0, 30)), (2, Gen.Choose(30, 300)));
        var steps = (from later in seconds from what in Gen.Choose(0, 9) from early in Gen.Choose(0, 40) from clock in Gen.Choose(-500, 500) select (later, what, early, clock)).ListOf();
        Prop.ForAll(steps.ToArbitrary(), items => Agrees(rule, [.. items])).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static bool Agrees(string rule, (int Later, int What, int Early, int Clock)[] items)
    {
        var isOffline = rule == Offline;
        var rig = new RuleRig(RuleRig.Set(rule));
        var (now, heard, said, ticks) = (0L, new List<long>(), new List<bool>(), new List<long>());
        foreach (var (later, what, early, clock) in items)
        {
            now += later;
            // Some arrive in the log after what came later to the bridge.
            var arrived = what == 2 ? Math.Max(0, now - early) : now;
            var step = what switch { < 4 => Heard(arrived, clock), 4 => Presence(now, "online"), 5 => Presence(now, "offline"), _ => Tick(now) };
            var counts = what < 4 || (what < 6 && isOffline && heard.Count > 0);
            var late = counts && heard.Exists(other => other > arrived);
            var isOpen = said.Count > 0 && !said[^1];
            bool? expected = null;
            if (what > 5) ticks.Add(now);
            if (what > 5) expected = heard.Count > 0 && now - heard.Max() > 60 && !isOpen && !IsHeld(ticks) ? false : null;
            else if (counts && !late) expected = what == 5 ? (isOpen ? null : false) : isOpen ? true : null;
            if (counts) heard.Add(arrived);
            if (expected is { } told) said.Add(told);
            var turns = rig.Do(step with { Restarts = early % 7 == 0 });
            Assert.Equal(expected, turns.Count == 0 ? null : Assert.Single(turns).IsOver);
            if (what > 5 && expected == false) Assert.Equal((Stories.Start + ((heard.Max() + 60) * 1_000), Stories.Start + (heard.Max() * 1_000)), (turns[0].Time, turns[0].Silence));
        }

        rig.Restart();
        return true;
    }

    /// <summary>Whether the latest tick lies within as long after a gap as the gap was: three times as long as usual, which the longest before is, and each tick takes half off, one in quick succession a quarter of its gap, and which a gap doubles, or makes a minute.</summary>
    private static bool IsHeld(List<long> ticks)
    {
        var times = ticks.Distinct().Select(time => (time * 1_000) + Stories.Start).ToList();
        var (usual, held) = (0L, 0L);
        for (var i = 1; i < times.Count; i++)
        {
            var gap = times[i] - times[i - 1];
            var isGap = usual > 0 && gap > 3 * usual;
            if (isGap) held = Math.Max(held, times[i] + gap);
            usual = isGap ? Math.Min(gap, Math.Max(usual * 2, 60_000)) : gap < usual / 2 ? usual - (gap / 4) : Math.Max(gap, usual / 2);
        }

        return times[^1] < held;
    }

    private static string Run(string rule, params Step[] steps)
    {
        var rig = new RuleRig(RuleRig.Set(rule));
        return string.Concat(steps.Select(step => Turns.Letter(rig.Do(step))));
    }

    private static Step Heard(double seconds, double clock = 0) => new(Stories.Value(1, seconds + clock) with { Arrived = At(seconds) });

    private static Step Presence(double seconds, string status) =>
        new(Stories.Reading(At(seconds)) with { Type = EventProfiles.Presence, Status = status, Attributes = [] });

    private static Step Tick(double seconds) => new(null, At(seconds));

    private static long At(double seconds) => Stories.Start + (long)(seconds * 1_000);
}
