using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Audit;

/// <summary>A planted loss of one record raises exactly one alarm within 60 s, which says where.</summary>
public class LossTest
{
    private readonly AuditRig rig = new(11);

    private MemoryBlobs Blobs => rig.Pipeline.Blobs;

    [Theory]
    [InlineData("alert")]
    [InlineData("aggregate")]
    [InlineData("store")]
    [InlineData("track")]
    public Task A_readers_mark_that_jumps_over_one_number(string step) => RaisesAsync(
        () => Forgery.RewriteAsync(Blobs, step, 0, entry => entry.Tally!.Value.Applied > 0, entry => entry with { Marks = entry.Marks with { Number = entry.Marks.Number + 1 } }),
        $"{step}.numbers");

    [Fact]
    public Task A_row_that_vanishes_from_the_manifest() => RaisesAsync(LoseARowAsync, "store.rows");

    [Fact]
    public Task A_blob_that_vanishes_from_the_manifest() => RaisesAsync(
        () => Forgery.RewriteAsync(Blobs, "store", 0, entry => entry.Changes.Length > 0, entry => entry with { Changes = [] }), "store.rows");

    [Fact]
    public Task A_verdict_that_vanishes() => RaisesAsync(
        () => Forgery.RewriteAsync(Blobs, "validate", 0, entry => Cuts.Verdicts(entry.Outcomes) > 0, entry => entry with { Outcomes = Cuts.OneVerdictLess(entry.Outcomes) }), "validate.verdicts");

    [Fact]
    public Task Validates_mark_that_jumps_over_one_record() => RaisesAsync(
        () => Forgery.RewriteAsync(
            Blobs, "validate", 0, entry => entry.Outcomes.Length > 0 && rig.Pipeline.Log.Of("telemetry.raw").Count > entry.Marks.Offset + 1, entry => entry with { Marks = Jumped(entry.Marks) }),
        "validate.records");

    [Fact]
    public Task A_record_that_Validate_was_given_and_forgot() => RaisesAsync(
        () => Forgery.RewriteAsync(Blobs, "validate", 0, entry => entry.Tally!.Value.Applied > 0, entry => entry with { Tally = entry.Tally!.Value with { Applied = entry.Tally.Value.Applied + 1 } }),
        "validate.books", "validate.records");

    [Fact]
    public Task An_event_that_Aggregate_forgot() => RaisesAsync(
        () => Forgery.RewriteAsync(Blobs, "aggregate", 0, entry => entry.Changes.Length > 0, entry => entry with { Changes = Cuts.OneEventLess(entry.Changes) }), "aggregate.windows");

    [Fact]
    public Task A_record_that_telemetry_valid_lost() => RaisesAsync(
        () =>
        {
            // The next accepted event never reaches the log's readers.
            var lost = false;
            rig.Pipeline.Log.OnAppended = record =>
            {
                if (lost || record is not { Topic: "telemetry.valid", Partition: 0 }) return record;
                lost = true;
                var before = rig.Pipeline.Log.Of("telemetry.valid")[(int)record.Offset - 1];
                return record with { Key = before.Key, Value = before.Value, Headers = before.Headers };
            };
            return Task.FromResult(true);
        },
        "alert.hole", "aggregate.hole", "store.hole", "track.hole");

    [Fact]
    public Task An_accepted_event_that_was_told_without_its_event() => RaisesAsync(
        () =>
        {
            var lost = false;
            rig.Pipeline.Log.OnAppended = record =>
            {
                if (lost || record is not { Topic: "telemetry.valid", Partition: 0 } || record.Header(LogHeaders.Type) != RecordTypes.Event) return record;
                lost = true;
                return record with { Headers = [.. record.Headers.Select(header => header.Name == LogHeaders.Type ? new LogHeader(LogHeaders.Type, RecordTypes.Void) : header)] };
            };
            return Task.FromResult(true);
        },
        "alert.voids", "aggregate.voids", "store.voids", "track.voids");

    [Fact]
    public async Task A_journal_that_cannot_be_read()
    {
        await rig.PassAsync(TimeSpan.FromMinutes(5));
        await Forgery.SpoilAsync(Blobs, "track", 0);
        for (var looks = 0; looks < 10; looks++) await rig.LookAsync();
        Assert.Equal(["track.unreadable"], rig.Alarms.Select(alarm => alarm.Measure));
        Assert.Contains("checksum", rig.Alarms[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_loss_raises_a_second_alarm_and_a_look_by_another_instance_none()
    {
        await rig.PassAsync(TimeSpan.FromMinutes(3));
        for (var losses = 1; losses <= 2; losses++)
        {
            while (!await LoseARowAsync()) await rig.PassAsync(TimeSpan.FromSeconds(1));
            await rig.PassAsync(TimeSpan.FromMinutes(10));
            rig.RestartAudit();
            await rig.PassAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(losses, rig.Alarms.Select(alarm => alarm.AlertId).Distinct().Count());
            Assert.Equal(losses, rig.Alarms.Count);
        }

        Assert.Equal([1, 2], rig.Alarms.Select(alarm => alarm.Value));
    }

    [Fact]
    public async Task An_alert_that_could_not_be_written_is_raised_by_the_next_look_and_one_that_was_not_noted_has_the_same_id()
    {
        await rig.PassAsync(TimeSpan.FromMinutes(3));
        while (!await LoseARowAsync()) await rig.PassAsync(TimeSpan.FromSeconds(1));
        await rig.LookAsync();
        rig.Pipeline.Log.OnWrite = _ => throw new LogUnavailableException("cut");
        await Assert.ThrowsAsync<LogUnavailableException>(rig.LookAsync);
        rig.Pipeline.Log.OnWrite = _ => { };
        Blobs.OnWrite = (name, _) =>
        {
            if (name.StartsWith("audit/", StringComparison.Ordinal)) throw new StoreUnavailableException("cut");
        };
        await Assert.ThrowsAsync<StoreUnavailableException>(rig.LookAsync);
        Blobs.OnWrite = (_, _) => { };
        await rig.LookAsync();
        await rig.LookAsync();
        Assert.Equal(2, rig.Alarms.Count);
        Assert.Single(rig.Alarms.Select(alarm => alarm.AlertId).Distinct());
    }

    private async Task RaisesAsync(Func<Task<bool>> plant, params string[] measures)
    {
        await rig.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(rig.Alarms);
        while (!await plant()) await rig.PassAsync(TimeSpan.FromSeconds(1));
        var planted = rig.Now;
        await rig.PassAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(measures.Order(), rig.Alarms.Select(alarm => alarm.Measure).Order());
        await rig.PassAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(measures.Length, rig.Alarms.Count);
        foreach (var alarm in rig.Alarms)
        {
            Assert.InRange(alarm.Time, planted, planted + 60_000);
            Assert.Equal(("audit", "critical", 5, "partition-000"), (alarm.Rule, alarm.Level, alarm.Severity, alarm.Device));
            Assert.StartsWith($"Partition 0, {alarm.Measure.Split('.')[0]}: ", alarm.Message, StringComparison.Ordinal);
        }

        var books = await rig.LookAsync();
        Assert.Equal([true, false], books.Partitions.Select(partition => partition.Loss));
    }

    private Task<bool> LoseARowAsync() =>
        Forgery.RewriteAsync(Blobs, "store", 0, entry => entry.Changes.Length > 0, entry => entry with { Changes = Cuts.OneRowLess(entry.Changes) });

    private Marks Jumped(Marks marks) => marks with { Offset = marks.Offset + 1, Id = rig.Pipeline.Log.Of("telemetry.raw")[(int)marks.Offset + 1].Header(LogHeaders.Id)! };
}
