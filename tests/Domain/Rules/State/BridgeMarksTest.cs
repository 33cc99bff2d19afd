using System.Globalization;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.State;

/// <summary>Silence of devices whose bridge may still have something of them. Ticks come every 20 s; a device is silent after 60 s.</summary>
public sealed class BridgeMarksTest
{
    private const string Absence = """{"id":"r","kind":"absence","after":"60s","severity":3}""";
    private readonly RuleRig rig = new(RuleRig.Set(Absence));
    private double now;

    [Fact]
    public void Without_marks_nobody_waits()
    {
        Heard("d", "a", 0);
        Assert.Equal(80, FirstAlert());
    }

    [Fact]
    public void While_a_bridge_is_late_its_devices_are_not_silent_and_those_of_others_are()
    {
        Heard("mine", "a", 0);
        Heard("other", "b", 0);
        Mark("a", 0);
        Mark("b", 0);
        for (var t = 20; t <= 200; t += 20)
        {
            Mark("b", t - 1);
            Assert.Equal(t == 80 ? ["other"] : [], Tick(t));
        }

        Mark("a", 199); // and nothing came
        Assert.Equal(["mine"], Tick(220));
    }

    [Fact]
    public void What_was_on_its_way_was_no_silence()
    {
        Heard("d", "a", 0);
        Mark("a", 0);
        for (var t = 20; t <= 200; t += 20) Assert.Empty(Tick(t));
        for (var t = 10; t <= 200; t += 10) Heard("d", "a", t);
        Mark("a", 205);
        for (var t = 220; t <= 260; t += 20) Assert.Empty(Tick(t, "a", t - 5));
        Assert.Equal(["d"], Tick(280, "a", 275));
    }

    [Fact]
    public void A_bridge_of_which_no_mark_comes_is_waited_for_for_five_minutes()
    {
        Heard("d", "a", 0);
        Mark("a", 0);
        Assert.Equal(340, FirstAlert());
    }

    [Fact]
    public void One_with_a_spool_for_a_day()
    {
        Heard("d", "a", 0);
        Mark("a", 0, spool: true);
        Assert.InRange(FirstAlert(), 86_400, 86_440);
    }

    [Fact]
    public void Seldom_marks_and_seldom_ticks_are_no_end()
    {
        Heard("d", "a", 0);
        Mark("a", 0, every: 300);
        Assert.Equal(940, FirstAlert());
        var hours = new BridgeMarksTest();
        hours.Heard("d", "a", 0);
        hours.Mark("a", 10);
        for (var t = 3_600; t <= 36_000; t += 3_600)
        {
            Assert.Empty(hours.Tick(t));
            hours.Mark("a", 10);
        }
    }

    [Fact]
    public void A_bridge_that_ended_is_not_waited_for()
    {
        Heard("d", "a", 0);
        Mark("a", 0, spool: true);
        Assert.Empty(Tick(80));
        Mark("a", 0, spool: true, closed: true);
        Assert.Equal(["d"], Tick(100));
    }

    [Fact]
    public void A_device_is_its_latest_bridge_s_whatever_an_older_one_still_has_of_it()
    {
        Mark("a", 0);
        Mark("b", 0);
        Heard("d", "a", 0);
        Heard("d", "b", 30);
        Heard("d", "a", 20); // late
        Assert.Empty(Tick(80, "b", 79));
        Assert.Equal(["d"], Tick(100, "b", 99));
    }

    [Fact]
    public void One_that_comes_without_a_bridge_is_nobody_s()
    {
        Mark("a", 0);
        Heard("d", "a", 0);
        Heard("d", null, 10);
        Assert.Equal(["d"], Tick(80));
    }

    [Fact]
    public void A_late_bridge_is_told_once_and_when_it_is_no_more()
    {
        Mark("a", 0);
        for (var t = 20; t <= 300; t += 20) Tick(t);
        var late = Assert.Single(rig.Late);
        Assert.Equal(("a", false, At(0), At(80), 80_000L, 300_000L), (late.Name, late.IsOver, late.Watermark, late.Time, late.Limit, late.Holds));
        Tick(320, "a", 319);
        Tick(340, "a", 339);
        Assert.Equal([false, true], rig.Late.Select(turn => turn.IsOver));
    }

    [Fact]
    public void A_tick_from_the_future_makes_no_bridge_late()
    {
        Mark("a", 0);
        Tick(20, "a", 19);
        Mark("a", 29);
        Tick(600);
        Assert.Empty(rig.Late);
    }

    [Fact]
    public void Nor_does_a_log_that_was_away()
    {
        for (var t = 20; t <= 100; t += 20) Tick(t, "a", t - 1);
        for (var t = 1_000; t <= 1_180; t += 20) Tick(t);
        Tick(1_200, "a", 1_199);
        Assert.Empty(rig.Late);
    }

    [Fact]
    public void A_thousand_bridges_are_waited_for_and_the_one_that_closed_first_makes_room()
    {
        for (var i = 0; i < 1_000; i++) Mark($"b{i}", 0);
        Tick(20);
        Mark("b7", 0, closed: true);
        Tick(40);
        Mark("b5", 0, closed: true);
        Heard("seven", "b7", 40);
        Heard("five", "b5", 40);
        Mark("b-1000", 40);
        Assert.Equal(1_000, rig.Live.Bridges);
        Heard("new", "b-1000", 40);
        Mark("b7", 41); // it took the place of one that had closed, too
        Heard("seven", "b7", 41);
        Mark("b5", 41);
        Heard("five", "b5", 41); // and for this one there is no room
        Restart();
        Assert.Equal(1_000, rig.Live.Bridges);
        for (var t = 60; t <= 100; t += 20) Assert.Empty(Tick(t));
        Assert.Equal(["five"], Tick(120));
        Assert.Equal(1_000, rig.Live.Bridges);
    }

    [Fact]
    public void Events_of_any_number_of_bridges_without_marks_keep_it_bounded()
    {
        for (var i = 0; i < 3_000; i++) Heard($"d{i}", $"b{i}", 0);
        Assert.Equal(1_000, rig.Live.Bridges);
        Mark("marked", 0);
        Heard("mine", "marked", 0);
        Restart();
        Assert.Equal(3_000, Tick(80).Count);
        Assert.Equal(1_000, rig.Live.Bridges);
    }

    /// <summary>Whoever follows by the changes has the same bytes, and so has whoever was started anew; and what is silent is what a plain reading of the rule says.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_is_what_the_reference_says_however_often_it_is_started_anew(int seed)
    {
        var random = new Random(seed);
        var (heard, owner, marks, open, ticks) = (new Dictionary<string, double>(), new Dictionary<string, string?>(), new Dictionary<string, (double Watermark, bool Closed, double Seen)>(), new HashSet<string>(), new List<double> { 0 });
        var time = 0.0;
        Tick(0);
        for (var i = 0; i < 3_000; i++)
        {
            time += random.Next(8);
            var (device, bridge) = ($"d{random.Next(6)}", random.Next(5) is var b and < 4 ? $"b{b}" : null);
            switch (random.Next(6))
            {
                case < 2:
                    var arrived = Math.Max(0, time - (random.Next(3) == 0 ? random.Next(60) : 0));
                    Heard(device, bridge, arrived);
                    if (arrived >= heard.GetValueOrDefault(device, -1)) (heard[device], owner[device]) = (arrived, bridge);
                    if (arrived >= heard[device]) open.Remove(device);
                    break;
                case 2 when bridge is not null:
                    var mark = (Watermark: Math.Max(0, time - random.Next(100)), Closed: random.Next(10) == 0, Seen: ticks[^1]);
                    Mark(bridge, mark.Watermark, closed: mark.Closed);
                    marks[bridge] = mark;
                    break;
                case 3 when time >= ticks[^1] + 20:
                    time = ticks[^1] + 20;
                    var expected = new List<string>();
                    foreach (var (name, at) in heard)
                    {
                        var holds = owner[name] is { } of && marks.TryGetValue(of, out var known) && !known.Closed && (known.Seen >= ticks[^1] || time - known.Seen <= 300);
                        var until = holds ? Math.Min(time, marks[owner[name]!].Watermark) : time;
                        if (until - at > 60 && open.Add(name)) expected.Add(name);
                    }

                    ticks.Add(time);
                    Assert.Equal(expected.Order(), Tick(time).Order());
                    break;
                default:
                    if (random.Next(4) == 0) Restart();
                    break;
            }
        }

        Assert.True(rig.Late.Count > 0);
    }

    private static long At(double seconds) => Stories.Start + (long)(seconds * 1_000);

    private void Heard(string device, string? bridge, double seconds) => rig.Do(new Step(Stories.Value(0, seconds) with { Device = device }, Bridge: bridge));

    private void Mark(string bridge, double watermark, int every = 10, bool spool = false, bool closed = false) =>
        rig.Do(new Step(null, Bridge: bridge, Mark: new BridgeMark(At(watermark), every, spool, closed)));

    private void Restart() => rig.Restart();

    /// <summary>The devices that a tick finds silent; before it, a mark.</summary>
    private List<string> Tick(double seconds, string? bridge = null, double watermark = 0)
    {
        if (bridge is not null) Mark(bridge, watermark);
        now = seconds;
        var silent = new List<string>();
        rig.Silent = (device, _) => silent.Add(device.Name);
        rig.Do(new Step(null, At(seconds)));
        return silent;
    }

    /// <summary>The tick of the first silence, seconds.</summary>
    private double FirstAlert()
    {
        while (now < 200_000)
        {
            if (Tick(now + 20).Count > 0) return now;
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"nobody was silent until {now} s"));
    }
}
