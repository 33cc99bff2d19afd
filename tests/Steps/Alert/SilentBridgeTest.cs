using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Alert;

/// <summary>Devices whose bridge is cut off from the log, while ticks go on. A device is silent after five minutes; ticks come every minute.</summary>
public class SilentBridgeTest
{
    private const long Minute = 60_000;
    private AlertOptions options = new();
    private readonly Rig<AlertState> rig;

    public SilentBridgeTest() => rig = new Rig<AlertState>(rig => new AlertStep(rig.Log, new TopicNames(), options, Book(rig)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silence_waits_for_a_late_bridge_and_is_told_when_it_was_one(bool restart)
    {
        await BeginAsync("mine", "other");
        for (var minute = 1; minute <= 20; minute++)
        {
            await rig.RunAsync(Mark("b", minute - 0.1), Tick(minute));
            if (restart) rig.Restart();
        }

        Assert.Equal(["other"], Silent());
        // The spool's records come, and then nothing of one of two devices.
        await rig.RunAsync(rig.Valid.Reading("kept", 20, At(19), At(19), bridge: "a"), Mark("a", 20.5), Mark("b", 20.9), Tick(21));
        Assert.Equal(["other", "mine"], Silent());
        Assert.Equal(At(0.5) + (5 * Minute), Told().Single(alert => alert.Device == "mine").Time);
        for (var minute = 22; minute <= 24; minute++) await rig.RunAsync(Mark("a", minute - 0.1), Mark("b", minute - 0.1), Tick(minute));
        Assert.Equal(["other", "mine"], Silent());
        await rig.RunAsync(Mark("a", 24.9), Tick(25));
        Assert.Equal(["other", "mine", "kept"], Silent());
    }

    [Fact]
    public async Task Settings_say_how_long_it_waits()
    {
        options = new AlertOptions { SilentSpool = TimeSpan.FromMinutes(10) };
        rig.Restart();
        await BeginAsync("mine", "other");
        for (var minute = 1; minute <= 12; minute++)
        {
            await rig.RunAsync(Tick(minute));
            Assert.Equal(minute < 11 ? 0 : 1, Silent().Count(device => device == "mine"));
        }
    }

    [Fact]
    public async Task One_alert_tells_of_a_late_bridge_and_ends_when_it_has_caught_up()
    {
        await BeginAsync("mine", "other");
        for (var minute = 1; minute <= 6; minute++) await rig.RunAsync(Mark("b", minute - 0.1), Tick(minute));
        var alert = Assert.Single(Told(), alert => alert.Rule == "bridge-silent");
        Assert.Equal(("serverlessiot", "a", "warning", At(0.9) + 80_000, $"late-since-{At(0.9)}"), (alert.Tenant, alert.Device, alert.Level, alert.Time, alert.EventId));
        Assert.Contains("The bridge a is late", alert.Message, StringComparison.Ordinal);
        rig.Restart();
        await rig.RunAsync(Mark("a", 6.9), Mark("b", 6.9), Tick(7), Mark("a", 7.9), Tick(8));
        var ended = Told().Last(alert => alert.Rule == "bridge-silent");
        Assert.Equal((alert.AlertId, At(7)), (ended.AlertId, ended.Cleared!.Value));
        Assert.Equal(2, Told().Count(alert => alert.Rule == "bridge-silent"));
    }

    [Fact]
    public async Task One_that_is_late_again_opens_its_alert_again()
    {
        await BeginAsync("mine", "other");
        for (var minute = 1; minute <= 4; minute++) await rig.RunAsync(Tick(minute));
        await rig.RunAsync(Mark("a", 3.5), Tick(5), Tick(6));
        Assert.NotNull(Told().Last(alert => alert.Rule == "bridge-silent" && alert.Device == "a").Cleared);
        for (var minute = 7; minute <= 8; minute++) await rig.RunAsync(Tick(minute));
        Assert.Null(Told().Last(alert => alert.Rule == "bridge-silent" && alert.Device == "a").Cleared);
    }

    [Fact]
    public async Task The_alert_of_one_that_never_comes_back_ends_a_day_after_nobody_waits_for_it()
    {
        await BeginAsync("mine", "other");
        for (var minute = 1; minute <= 3; minute++) await rig.RunAsync(Tick(minute));
        for (var hour = 1; hour <= 47; hour++) await rig.RunAsync(Tick(hour * 60));
        Assert.Null(Told().Last(alert => alert.Rule == "bridge-silent" && alert.Device == "a").Cleared);
        for (var hour = 48; hour <= 50; hour++) await rig.RunAsync(Tick(hour * 60));
        Assert.NotNull(Told().Last(alert => alert.Rule == "bridge-silent" && alert.Device == "a").Cleared);
    }

    [Fact]
    public async Task Only_one_partition_tells_it()
    {
        var step = new AlertStep(rig.Log, new TopicNames(), options);
        var told = new List<int>();
        foreach (var partition in new[] { 0, 1 })
        {
            var (state, decision) = (step.Empty(), new Decision(partition, 0));
            await step.DecideAsync(state, [Mark("a", 0), .. Enumerable.Range(1, 5).Select(minute => Tick(minute))], decision, default);
            told.Add(decision.Telling.Records.Count);
        }

        Assert.Equal([1, 0], told);
    }

    [Fact]
    public async Task The_state_of_the_journal_is_the_state_in_memory_however_it_was_cut()
    {
        var random = new Random(11);
        await BeginAsync("d0", "d1");
        for (var i = 0; i < 400; i++)
        {
            var (minute, bridge) = (2 + (i * 0.2), $"b{random.Next(3)}");
            await rig.RunAsync(random.Next(4) switch
            {
                0 => Tick(minute),
                1 => Mark(bridge, minute - (random.Next(4) * 2), closed: random.Next(8) == 0),
                _ => rig.Valid.Reading($"d{random.Next(i < 250 ? 4 : 3)}", random.Next(20, 45), At(minute), bridge: bridge),
            });
            if (random.Next(20) == 0) rig.Restart();
        }

        var whole = new Rig<AlertState>(other => new AlertStep(other.Log, new TopicNames(), options, Book(rig)));
        foreach (var record in rig.Valid.Records) whole.Log.Append(new OutRecord(record.Topic, 0, record.Key, record.Value, record.Headers));
        foreach (var batch in whole.Valid.Records.Chunk(50)) await whole.RunAsync(batch);
        await whole.RunAsync([.. whole.Valid.Records.TakeLast(50)]); // they come again
        Assert.Equal(await whole.BytesAsync(), await rig.BytesAsync());
        Assert.Equal(Told(rig).Select(alert => alert.AlertId).Distinct(), Told(whole).Select(alert => alert.AlertId).Distinct());
        Assert.Contains(Told(rig), alert => alert.Rule == "silent");
    }

    [Fact]
    public void A_snapshot_from_before_bridges_and_groups_were_known_is_read()
    {
        var (step, latest, former, again) = (new AlertStep(rig.Log, new TopicNames(), options), new ByteWriter(), new ByteWriter(), new ByteWriter());
        step.Save(step.Empty(), latest);
        // Behind the version an empty one ends with zeros: no groups, two times, and no bridge are four of them.
        former.Unsigned((1UL << 63) | 3);
        former.Raw(latest.Written.Span[former.Length..^4]);
        var reader = new ByteReader(former.Written.Span);
        var state = step.Load(ref reader);
        Assert.True(reader.End);
        step.Save(state, again);
        Assert.Equal(latest.Written.ToArray(), again.Written.ToArray());
    }

    private static RuleBook Book(Rig<AlertState> rig) => new(rig.Blobs, TimeProvider.System, NullLogger<RuleBook>.Instance);

    /// <summary>Rules, the first tick, a device of bridge a, one of bridge b, and the bridges' marks; of a the last for long.</summary>
    private async Task BeginAsync(string mine, string other)
    {
        var rules = (await Book(rig).PublishAsync(Encoding.UTF8.GetBytes("""{"version":1,"rules":[{"id":"silent","kind":"absence","after":"5m","severity":3}]}"""), null, default)).Latest!.Name.ToString();
        await rig.RunAsync(
            rig.Valid.Tick(At(0), rules), rig.Valid.Reading(mine, 20, At(0.5), bridge: "a"), rig.Valid.Reading(other, 20, At(0.5), bridge: "b"), Mark("a", 0.9), Mark("b", 0.9));
    }

    private static long At(double minutes) => Payload.Start + (long)(minutes * Minute);

    private LogRecord Tick(double minute) => rig.Valid.Tick(At(minute));

    private LogRecord Mark(string bridge, double minute, bool closed = false) => rig.Valid.Mark(bridge, new BridgeMark(At(minute), 10, HasSpool: bridge == "a", closed));

    private List<string> Silent() => [.. Told().Where(alert => alert.Rule == "silent" && alert.Cleared is null).Select(alert => alert.Device).Distinct()];

    private List<AlertRecord> Told() => Told(rig);

    private static List<AlertRecord> Told(Rig<AlertState> rig) => [.. rig.Log.Of("alerts").Select(record => JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord)!)];
}
