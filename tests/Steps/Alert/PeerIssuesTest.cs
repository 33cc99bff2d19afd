using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Tests.Notify;

namespace ServerlessIot.Steps.Tests.Alert;

/// <summary>What users of other systems report, under the numbers of their reports.</summary>
public class PeerIssuesTest
{
    private readonly Rig<AlertState> rig = new(rig => new AlertStep(rig.Log, new TopicNames(), new AlertOptions(), Book(rig)));

    /// <summary>Two messages a few milliseconds apart raised two alarms.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(5, true)]
    public async Task Thingsboard_15583_duplicate_alarms_from_two_messages_a_few_ms_apart(long apart, bool restart)
    {
        await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start));
        if (restart) rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("d", 41, Payload.Start + apart));
        var notify = new NotifyRig();
        foreach (var record in rig.Log.Of("alerts")) await notify.Step.HandleAsync(record, default);
        Assert.Equal(Assert.Single(Told()).AlertId, notify.Only.Alert.AlertId);
    }

    /// <summary>There was no rule for "no data for N minutes".</summary>
    [Fact]
    public async Task Thingsboard_8614_no_data_for_n_minutes_fires_once_across_restarts_and_ends_with_data()
    {
        var rules = await PublishAsync("""{"id":"silent","kind":"absence","after":"5m","cooldown":"1s","severity":3}""");
        await rig.RunAsync(rig.Valid.Tick(Payload.Start, rules), rig.Valid.Reading("d", 20, Payload.Start + 1_000));
        for (var minute = 1; minute <= 30; minute++)
        {
            await rig.RunAsync(rig.Valid.Tick(Payload.Start + (minute * 60_000)));
            if (minute % 4 == 0) rig.Restart();
        }

        var opened = Assert.Single(Told());
        Assert.Equal(("silent", Payload.Start + 1_000 + 300_000), (opened.Rule, opened.Time));
        await rig.RunAsync(rig.Valid.Reading("d", 20, Payload.Start + 1_900_000), rig.Valid.Tick(Payload.Start + 1_920_000));
        Assert.Equal((opened.AlertId, Payload.Start + 1_900_000), (Told()[^1].AlertId, Told()[^1].Cleared));
        for (var minute = 33; minute <= 40; minute++) await rig.RunAsync(rig.Valid.Tick(Payload.Start + (minute * 60_000)));
        Assert.Equal(2, Told().Select(alert => alert.AlertId).Distinct().Count());
    }

    /// <summary>While the log was gone, nobody could be heard: its return is no reason to miss all devices at once.</summary>
    [Theory]
    [InlineData(20, 0)]
    [InlineData(1, 1)]
    public async Task Silence_does_not_count_while_no_ticks_came(int minutesWithoutTicks, int alerts)
    {
        var rules = await PublishAsync("""{"id":"silent","kind":"absence","after":"5m","severity":3}""");
        var now = Payload.Start;
        for (var minute = 0; minute < 4; minute++) await rig.RunAsync(rig.Valid.Tick(now += 60_000, rules), rig.Valid.Reading("d", 20, now));
        now += (minutesWithoutTicks - 1) * 60_000L;
        for (var minute = 0; minute < 10; minute++)
        {
            await rig.RunAsync(rig.Valid.Tick(now += 60_000));
            rig.Restart();
        }

        Assert.Equal(alerts, Told().Count);
        for (var minute = 0; minute < 20; minute++) await rig.RunAsync(rig.Valid.Tick(now += 60_000));
        Assert.Single(Told());
    }

    /// <summary>Messages of a device were processed out of their order, and an alarm was cleared by an older one.</summary>
    [Fact]
    public async Task Thingsboard_5402_order_is_kept_and_an_older_message_does_not_end_an_alert()
    {
        await rig.RunAsync(rig.Valid.Reading("d", 40, Payload.Start + 10_000), rig.Valid.Reading("d", 20, Payload.Start, Payload.Start + 11_000), rig.Valid.Tick(Payload.Start + 60_000));
        Assert.Null(Assert.Single(Told()).Cleared);
        await rig.RunAsync(rig.Valid.Reading("d", 20, Payload.Start + 61_000), rig.Valid.Tick(Payload.Start + 120_000));
        Assert.Equal(Payload.Start + 61_000, Told()[^1].Cleared);
        Assert.Equal(Told().Select(alert => alert.Origin).Order(StringComparer.Ordinal), Told().Select(alert => alert.Origin));
    }

    /// <summary>The state of a window was gone after a restart.</summary>
    [Fact]
    public async Task Ekuiper_3847_window_state_survives_a_restart()
    {
        var rules = await PublishAsync("""{"id":"score","kind":"zscore","measure":"temperature","window":"5m","samples":20,"score":0.8,"severity":3}""");
        await rig.RunAsync(rig.Valid.Tick(Payload.Start, rules));
        for (var i = 0; i < 25; i++)
        {
            await rig.RunAsync(rig.Valid.Reading("d", 20 + (i % 3), Payload.Start + (i * 1_000)));
            rig.Restart();
        }

        await rig.RunAsync(rig.Valid.Reading("d", 60, Payload.Start + 26_000));
        Assert.Equal(("score", 60.0), Told().Select(alert => (alert.Rule, alert.Value)).Single());
    }

    private static RuleBook Book(Rig<AlertState> rig) => new(rig.Blobs, TimeProvider.System, NullLogger<RuleBook>.Instance);

    private async Task<string> PublishAsync(string rule) =>
        (await Book(rig).PublishAsync(Encoding.UTF8.GetBytes($$"""{"version":1,"rules":[{{rule}}]}"""), null, default)).Latest!.Name.ToString();

    private List<AlertRecord> Told() => [.. rig.Log.Of("alerts").Select(record => JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord)!)];
}
