using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Running;

/// <summary>Readers of telemetry.valid: copies are skipped, records beyond a hole wait.</summary>
public class NumbersTest
{
    private readonly Rig<StoreState> rig = new(rig => new StoreStep(rig.Blobs));

    /// <summary>Events with these numbers, appended; in epoch 0 from offset 0 on, in later ones too.</summary>
    private List<LogRecord> Records(int from, int to, int epoch)
    {
        var records = new List<LogRecord>();
        for (var number = from; number <= to; number++)
        {
            var record = rig.Valid.Reading("d", number, Payload.Start + number);
            LogHeader[] headers =
            [
                .. record.Headers.Where(header => header.Name is not (LogHeaders.Id or LogHeaders.Number)),
                new(LogHeaders.Id, new Origin(epoch, 0, epoch == 0 ? number - 1 : number - from, 0).ToString()), new(LogHeaders.Number, $"{number}"),
            ];
            records.Add(record with { Headers = headers });
        }

        return records;
    }

    /// <summary>The topic is deleted and created anew, with these records.</summary>
    private void Anew(IEnumerable<LogRecord> records)
    {
        var held = records.ToList();
        rig.Log.Of("telemetry.valid").Clear();
        foreach (var record in held) rig.Log.Append(new OutRecord(record.Topic, 0, record.Key, record.Value, record.Headers));
    }

    [Fact]
    public async Task A_copy_is_stored_once()
    {
        var first = rig.Valid.Reading("d", 1, Payload.Start);
        var copy = rig.Log.Append(new OutRecord(first.Topic, 0, first.Key, first.Value, first.Headers));
        await rig.RunAsync(first, copy);
        Assert.Equal(1, (await rig.StateAsync()).State.Rows);
    }

    [Fact]
    public async Task Records_beyond_a_hole_wait_until_they_come_again()
    {
        var (one, two, three) = (rig.Valid.Reading("d", 1, Payload.Start), rig.Valid.Reading("d", 2, Payload.Start + 1), rig.Valid.Reading("d", 3, Payload.Start + 2));
        rig.Log.Of("telemetry.valid").Clear();
        var records = new[] { one, three, two, three }
            .Select(record => rig.Log.Append(new OutRecord(record.Topic, 0, record.Key, record.Value, record.Headers))).ToList();
        await rig.RunAsync(records[..2]);
        Assert.Equal(1, (await rig.StateAsync()).State.Rows);
        await rig.RunAsync(records[2..]);
        Assert.Equal(3, (await rig.StateAsync()).State.Rows);
        Assert.Equal(3, (await rig.StateAsync()).Marks.Number);
    }

    /// <summary>A region that takes over with a backup of the journals and an empty log: the reader's journal is older than Validate's.</summary>
    [Fact]
    public async Task In_a_log_made_anew_numbers_go_on_behind_those_that_are_gone()
    {
        var records = Records(1, 12, epoch: 0);
        await rig.RunAsync(records[..10]);
        Anew(Records(15, 18, epoch: 1));
        await rig.RunAsync(rig.Valid.Records);
        var state = await rig.StateAsync();
        Assert.Equal((14L, 18L, 4L, 1), (state.State.Rows, state.Marks.Number, state.Marks.Lost, state.Marks.Epoch));
        Assert.Equal(state.Marks.Number - state.Tally.Since, state.Tally.Applied + state.Marks.Lost);
    }

    /// <summary>The same with Validate's journal older than the reader's: it gives numbers again, and what they stand for is no copy.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task In_a_log_made_anew_numbers_that_are_given_again_are_no_copies(int copies)
    {
        var records = Records(1, 10, epoch: 0);
        await rig.RunAsync(records);
        // What Validate tells again comes before what is new.
        Anew([.. records[(8 - copies)..8], .. Records(9, 13, epoch: 1)]);
        if (copies > 0) await rig.RunAsync([.. rig.Valid.Records.Take(copies)]);
        rig.Restart();
        await rig.RunAsync([.. rig.Valid.Records.Skip(copies)]);
        var state = await rig.StateAsync();
        Assert.Equal((15L, 13L, 0L), (state.State.Rows, state.Marks.Number, state.Marks.Lost));
        Assert.Equal(state.Marks.Number - state.Tally.Since, state.Tally.Applied + state.Marks.Lost);
    }

    [Fact]
    public async Task In_a_log_made_anew_copies_of_what_was_read_are_skipped()
    {
        var records = Records(1, 10, epoch: 0);
        await rig.RunAsync(records);
        Anew([.. records[6..], .. Records(11, 12, epoch: 0)]);
        await rig.RunAsync([.. rig.Valid.Records.Take(3)]);
        await rig.RunAsync([.. rig.Valid.Records.Skip(3)]);
        var state = await rig.StateAsync();
        Assert.Equal((12L, 12L, 0L), (state.State.Rows, state.Marks.Number, state.Marks.Lost));
    }

    [Fact]
    public async Task A_loss_in_the_log_does_not_stop_the_reader_forever()
    {
        for (var i = 0; i < 10; i++) rig.Valid.Reading("d", i, Payload.Start + i);
        var records = rig.Valid.Records;
        await rig.RunAsync(records[0], records[1]);
        rig.Log.First[("telemetry.valid", 0)] = 5;
        await rig.RunAsync(records[8], records[9]);
        var state = await rig.StateAsync();
        Assert.Equal((7L, 3L, 10L), (state.State.Rows, state.Marks.Lost, state.Marks.Number));
    }

    [Fact]
    public async Task A_loss_right_before_a_batch_does_not_stop_the_reader_forever()
    {
        for (var i = 0; i < 10; i++) rig.Valid.Reading("d", i, Payload.Start + i);
        var records = rig.Valid.Records;
        await rig.RunAsync(records[0], records[1]);
        rig.Log.First[("telemetry.valid", 0)] = 8;
        await rig.RunAsync(records[8], records[9]);
        var state = await rig.StateAsync();
        Assert.Equal((4L, 6L, 10L), (state.State.Rows, state.Marks.Lost, state.Marks.Number));
    }
}
