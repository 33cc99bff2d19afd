using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Alert;

/// <summary>Alerts whose condition holds for long, or for many devices at once.</summary>
public class LongAlertsTest
{
    private const long Hour = 3_600_000;
    private AlertOptions options = new();
    private readonly Rig<AlertState> rig;

    public LongAlertsTest() => rig = new Rig<AlertState>(rig => new AlertStep(rig.Log, new TopicNames(), options, Book(rig)));

    [Fact]
    public async Task The_end_of_a_breach_is_told_however_long_it_held()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start));
        await MinutesAsync(Payload.Start, 180);
        rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("d", 20, Payload.Start + (4 * Hour)), rig.Valid.Tick(Payload.Start + (4 * Hour) + 1));
        Assert.Single(Told().Select(alert => alert.AlertId).Distinct());
        Assert.Equal(Payload.Start + (4 * Hour), Told()[^1].Cleared);
    }

    [Fact]
    public async Task All_alerts_of_a_slot_end_with_its_condition()
    {
        // The later ones come late.
        for (var i = 3; i > 0; i--) await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start + (i * 600_000), Payload.Start + 1_800_000));
        await rig.RunAsync(rig.Valid.Reading("d", 20, Payload.Start + 1_900_000), rig.Valid.Tick(Payload.Start + 1_900_001));
        var latest = Told().GroupBy(alert => alert.AlertId).Select(revisions => revisions.Last()).ToList();
        Assert.Equal(3, latest.Count);
        Assert.All(latest, alert => Assert.Equal(Payload.Start + 1_900_000, alert.Cleared));
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(15, true)]
    [InlineData(120, false)]
    [InlineData(120, true)]
    public async Task A_device_that_reports_seldom_has_one_alert_until_it_is_over(int minutes, bool restarts)
    {
        const int Readings = 20;
        for (var i = 0; i < Readings; i++)
        {
            await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start + (i * minutes * 60_000L)));
            if (restarts) rig.Restart();
            await MinutesAsync(Payload.Start + (i * minutes * 60_000L), minutes - 1);
            if (restarts) rig.Restart();
        }

        var end = Payload.Start + (Readings * minutes * 60_000L);
        await rig.RunAsync(rig.Valid.Reading("d", 20, end), rig.Valid.Tick(end + 1));
        Assert.Single(Told().Select(alert => alert.AlertId).Distinct());
        Assert.Equal((Readings - 1L, end, 0), (Told()[^1].Suppressed, Told()[^1].Cleared, Told()[^1].Reopened));
        await rig.RunAsync(rig.Valid.Reading("d", 40, end + 1_000), rig.Valid.Tick(end + 2_000));
        Assert.Equal(2, Told().Select(alert => alert.AlertId).Distinct().Count());
    }

    [Fact]
    public async Task One_that_slept_and_woke_has_its_cooldown()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start));
        await MinutesAsync(Payload.Start, 120);
        rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start + (3 * Hour)), rig.Valid.Reading("d", 20, Payload.Start + (3 * Hour) + 1_000), rig.Valid.Tick(Payload.Start + (3 * Hour) + 2_000));
        rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start + (3 * Hour) + 3_000), rig.Valid.Tick(Payload.Start + (3 * Hour) + 4_000));
        Assert.Single(Told().Select(alert => alert.AlertId).Distinct());
        Assert.Equal((2L, null, 1), (Told()[^1].Suppressed, Told()[^1].Cleared, Told()[^1].Reopened));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_alerts_that_fall_asleep_the_older_is_over_when_the_newer_began(bool restarts)
    {
        await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start), rig.Valid.Reading("d", 40, Payload.Start - (3 * Hour), Payload.Start));
        for (var minute = 1; minute <= 90; minute++) await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start + (minute * 60_000L)), rig.Valid.Tick(Payload.Start + (minute * 60_000L) + 1));
        if (restarts) rig.Restart();
        await MinutesAsync(Payload.Start + (90 * 60_000L), 70);
        if (restarts) rig.Restart();
        await MinutesAsync(Payload.Start + (160 * 60_000L), 2);
        var latest = Told().GroupBy(alert => alert.Time).OrderBy(revisions => revisions.Key).Select(revisions => revisions.Last().Cleared).ToList();
        Assert.Equal([Payload.Start, null], latest);
        await rig.RunAsync(rig.Valid.Reading("d", 20, Payload.Start + (4 * Hour)), rig.Valid.Tick(Payload.Start + (4 * Hour) + 1));
        Assert.Equal(Payload.Start + (4 * Hour), Told()[^1].Cleared);
    }

    [Fact]
    public async Task What_comes_late_does_not_open_again_what_is_over()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start), rig.Valid.Reading("d", 20, Payload.Start + 60_000));
        await rig.RunAsync(rig.Valid.Reading("d", 41, Payload.Start + 30_000, Payload.Start + 70_000), rig.Valid.Tick(Payload.Start + 80_000));
        Assert.Equal((1L, Payload.Start + 60_000, 0), (Told()[^1].Suppressed, Told()[^1].Cleared, Told()[^1].Reopened));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_over_before_it_came_is_told_as_over(bool restarts)
    {
        await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start), rig.Valid.Reading("d", 20, Payload.Start + 60_000));
        await rig.RunAsync(rig.Valid.Reading("d", 41, Payload.Start - (2 * Hour), Payload.Start + 70_000));
        if (restarts) rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("d", 42, Payload.Start - (2 * Hour) + 1_000, Payload.Start + 71_000), rig.Valid.Tick(Payload.Start + 80_000));
        var late = Told().Where(alert => alert.Time == Payload.Start - (2 * Hour)).ToList();
        Assert.All(late, alert => Assert.Equal(Payload.Start + 60_000, alert.Cleared));
        Assert.Equal([0L, 1L], late.Select(alert => alert.Suppressed));
    }

    [Fact]
    public async Task Ten_thousand_devices_that_are_silent_at_once_are_told_over_some_ticks()
    {
        const int Devices = 10_000;
        var rules = (await Book(rig).PublishAsync(Encoding.UTF8.GetBytes("""{"version":1,"rules":[{"id":"silent","kind":"absence","after":"5m","severity":3}]}"""), null, default)).Latest!.Name.ToString();
        await rig.RunAsync(rig.Valid.Tick(Payload.Start, rules));
        foreach (var some in Enumerable.Range(0, Devices).Chunk(1_000)) await rig.RunAsync([.. some.Select(i => rig.Valid.Reading($"device-with-a-long-name-{i}", 20, Payload.Start + 1_000))]);
        await MinutesAsync(Payload.Start, 20);
        Assert.Equal(Devices, Told().Select(alert => alert.Device).Distinct().Count());
        Assert.Equal(Devices, Told().Count);
    }

    [Fact]
    public async Task Settings_that_were_changed_do_not_change_what_was_decided()
    {
        for (var i = 0; i < 12; i++)
        {
            var arrived = Payload.Start + (i * 1_000);
            await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start + (i * 600_000), arrived), rig.Valid.Reading("d", 20, Payload.Start + (i * 600_000) + 300_000, arrived), rig.Valid.Tick(arrived + 500));
        }

        options = new AlertOptions { RememberFor = TimeSpan.FromSeconds(1), MostFirings = 2, ForgetDevices = TimeSpan.FromHours(1) };
        rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start + 6_600_001, Payload.Start + 12_500), rig.Valid.Tick(Payload.Start + 13_000));
        rig.Restart();
        await MinutesAsync(Payload.Start + 13_000, 3);
        Assert.Equal(12, Told().Select(alert => alert.AlertId).Distinct().Count());
    }

    [Fact]
    public async Task A_rule_that_goes_ends_its_alerts()
    {
        var first = (await Book(rig).PublishAsync(Encoding.UTF8.GetBytes("""{"version":1,"rules":[{"id":"warm","kind":"threshold","measure":"temperature","above":25,"severity":2}]}"""), null, default)).Latest!.Name.ToString();
        await rig.RunAsync(rig.Valid.Tick(Payload.Start, first), rig.Valid.Reading("d", 30, Payload.Start + 1_000));
        var second = (await Book(rig).PublishAsync("""{"version":2,"rules":[]}"""u8.ToArray(), null, default)).Latest!.Name.ToString();
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 60_000, second), rig.Valid.Tick(Payload.Start + 120_000, second));
        Assert.Equal(("warm", Payload.Start + 60_000), (Told()[^1].Rule, Told()[^1].Cleared));
    }

    private static RuleBook Book(Rig<AlertState> rig) => new(rig.Blobs, TimeProvider.System, NullLogger<RuleBook>.Instance);

    private async Task MinutesAsync(long from, int minutes)
    {
        for (var minute = 1; minute <= minutes; minute++) await rig.RunAsync(rig.Valid.Tick(from + (minute * 60_000L)));
    }

    private List<AlertRecord> Told() => [.. rig.Log.Of("alerts").Select(record => JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord)!)];
}
