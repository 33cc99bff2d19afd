using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Alert;

public class AlertStepTest
{
    private const double TooHot = 40;
    private readonly Rig<AlertState> rig = new(rig => new AlertStep(rig.Log, new TopicNames(), new AlertOptions()));

    [Fact]
    public async Task A_breach_opens_one_alert()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 20, Payload.Start), rig.Valid.Reading("d", TooHot, Payload.Start + 1));
        var alert = Assert.Single(Told());
        Assert.Equal(("demo", "d", TooHot, Payload.Start + 1), (alert.Tenant, alert.Device, alert.Value, alert.Time));
        Assert.False(string.IsNullOrWhiteSpace(alert.Message));
    }

    [Fact]
    public async Task Breaches_within_the_cooldown_are_counted_and_told_on_a_tick()
    {
        for (var i = 0; i < 1_000; i++) await rig.RunAsync(rig.Valid.Reading("d", TooHot, Payload.Start + (i * 250)));
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 260_000));
        Assert.Equal([0L, 999L], Told().Select(alert => alert.Suppressed));
        Assert.Single(Told().Select(alert => alert.AlertId).Distinct());
    }

    [Fact]
    public async Task A_tick_without_news_tells_nothing()
    {
        await rig.RunAsync(rig.Valid.Reading("d", TooHot, Payload.Start), rig.Valid.Tick(Payload.Start + 60_000), rig.Valid.Tick(Payload.Start + 120_000));
        Assert.Single(Told());
    }

    [Fact]
    public async Task After_an_end_and_the_cooldown_a_new_alert_opens()
    {
        await rig.RunAsync(rig.Valid.Reading("d", TooHot, Payload.Start), rig.Valid.Reading("d", 20, Payload.Start + 1), rig.Valid.Reading("d", TooHot, Payload.Start + 300_000));
        Assert.Equal(2, Told().Select(alert => alert.AlertId).Distinct().Count());
    }

    [Fact]
    public async Task Without_an_end_between_them_breaches_are_one_alert_however_long_they_are_apart()
    {
        await rig.RunAsync(rig.Valid.Reading("d", TooHot, Payload.Start), rig.Valid.Reading("d", TooHot, Payload.Start + 300_000), rig.Valid.Tick(Payload.Start + 300_001));
        Assert.Equal((0L, 1L), (Told()[0].Suppressed, Told()[1].Suppressed));
        Assert.Equal((2, 1), (Told().Count, Told().Select(alert => alert.AlertId).Distinct().Count()));
    }

    [Fact]
    public async Task A_breach_without_end_is_one_alert_that_ends_with_it_and_opens_again_within_the_cooldown()
    {
        for (var i = 0; i < 100; i++) await rig.RunAsync(rig.Valid.Reading("d", TooHot, Payload.Start + (i * 60_000)), rig.Valid.Tick(Payload.Start + (i * 60_000) + 1));
        await rig.RunAsync(rig.Valid.Reading("d", 20, Payload.Start + 6_000_000), rig.Valid.Tick(Payload.Start + 6_000_001));
        var ended = Told()[^1];
        Assert.Equal((99L, Payload.Start + (99 * 60_000), Payload.Start + 6_000_000, 0), (ended.Suppressed, ended.Last, ended.Cleared, ended.Reopened));
        await rig.RunAsync(rig.Valid.Reading("d", TooHot, Payload.Start + 6_060_000), rig.Valid.Tick(Payload.Start + 6_060_001));
        Assert.Equal((100L, null, 1), (Told()[^1].Suppressed, Told()[^1].Cleared, Told()[^1].Reopened));
        Assert.Single(Told().Select(alert => alert.AlertId).Distinct());
    }

    [Fact]
    public async Task The_cooldown_survives_a_restart()
    {
        await rig.RunAsync(rig.Valid.Reading("d", TooHot, Payload.Start));
        rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("d", TooHot, Payload.Start + 1_000));
        Assert.Single(Told());
    }

    [Fact]
    public async Task Devices_and_rules_have_cooldowns_of_their_own()
    {
        await rig.RunAsync(rig.Valid.Reading("a", TooHot, Payload.Start), rig.Valid.Reading("b", TooHot, Payload.Start));
        Assert.Equal(["a", "b"], Told().Select(alert => alert.Device));
    }

    [Fact]
    public async Task Breaches_a_day_late_open_one_alert_for_their_own_time()
    {
        const long Day = 86_400_000;
        await rig.RunAsync(rig.Valid.Reading("d", TooHot, Payload.Start));
        for (var i = 0; i < 10; i++) await rig.RunAsync(rig.Valid.Reading("d", TooHot, Payload.Start - Day + (i * 1_000), Payload.Start + i));
        Assert.Equal(2, Told().Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_alert_pushed_out_by_later_ones_still_tells_what_it_swallowed(bool restart)
    {
        const int Slots = 20;
        for (var i = 0; i < Slots; i++)
        {
            for (var j = 0; j < 3; j++) await rig.RunAsync(rig.Valid.Reading("d", TooHot, Payload.Start + (i * 600_000L) + j, Payload.Start + i));
            await rig.RunAsync(rig.Valid.Reading("d", 20, Payload.Start + (i * 600_000L) + 3, Payload.Start + i));
            if (restart) rig.Restart();
        }

        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 1_000));
        var latest = Told().GroupBy(alert => alert.AlertId).Select(revisions => revisions.Max(alert => alert.Suppressed)).ToList();
        Assert.Equal((Slots, 2L * Slots), (latest.Count, latest.Sum()));
    }

    [Fact]
    public async Task The_state_of_the_journal_is_the_state_in_memory()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
            await rig.RunAsync(random.Next(10) == 0 ? rig.Valid.Tick(Payload.Start + (i * 30_000)) : rig.Valid.Reading($"d{random.Next(4)}", random.Next(20, 45), Payload.Start + (i * 20_000)));
        var whole = new Rig<AlertState>(rig => new AlertStep(rig.Log, new TopicNames(), new AlertOptions()));
        foreach (var record in rig.Valid.Records) whole.Log.Append(new Ports.OutRecord(record.Topic, 0, record.Key, record.Value, record.Headers));
        await whole.RunAsync([.. whole.Valid.Records]);
        Assert.Equal(await whole.BytesAsync(), await rig.BytesAsync());
    }

    private List<AlertRecord> Told() => [.. rig.Log.Of("alerts").Select(record => JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord)!)];
}
