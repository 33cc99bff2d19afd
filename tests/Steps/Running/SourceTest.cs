using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Running;

/// <summary>Delivery rule 4: gaps are read back, recreated logs begin an epoch, what is gone is counted.</summary>
public class SourceTest
{
    private readonly Rig<ValidateState> rig = new(rig => new ValidateStep(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions()));

    [Fact]
    public async Task A_gap_before_the_batch_is_read_back_in_order()
    {
        var records = Readings(10);
        await rig.RunAsync(records[..3]);
        await rig.RunAsync(records[8..]);
        Assert.Equal(Enumerable.Range(1, 10).Select(seq => $"d-{seq}"), Told());
    }

    /// <summary>
    /// Simulator, seed 9292: a batch began with what its partition's owner had read, and went on behind what another owner had read
    /// meanwhile; the store lost that owner's entries.
    /// </summary>
    [Fact]
    public async Task A_gap_inside_the_batch_is_read_back_in_order()
    {
        var records = Readings(10);
        await rig.RunAsync(records[..3]);
        var back = rig.Blobs.Remember();
        await rig.RunAsync(records[3..6]);
        back();
        rig.Restart();
        await rig.RunAsync([.. records[1..3], .. records[6..8], records[9]]);
        Assert.Equal(Enumerable.Range(1, 10).Select(seq => $"d-{seq}"), Told().Distinct());
        Assert.Equal((10, 10), ((await rig.StateAsync()).State.Books.Valid, (await rig.StateAsync()).State.Books.Number));
    }

    /// <summary>Simulator, seed 861: what the journal forgot was told, and the log that it was decided from is gone. Its numbers must not be given to others.</summary>
    [Fact]
    public async Task Numbers_of_what_the_journal_forgot_are_not_given_again()
    {
        await rig.RunAsync(Readings(3));
        var back = rig.Blobs.Remember();
        await rig.RunAsync(Readings(5)[^2..]);
        back();
        rig.Log.Of("telemetry.raw").Clear();
        var before = rig.Log.Of("telemetry.valid").Count;
        await rig.RunAsync(rig.Log.Append(Payload.Reading("d", 2, 20, Payload.Start)), rig.Log.Append(Payload.Reading("d", 5, 20, Payload.Start)), rig.Log.Append(Payload.Reading("d", 6, 20, Payload.Start)));
        var after = Assert.Single(rig.Log.Of("telemetry.valid").Skip(before));
        var books = (await rig.StateAsync()).State.Books;
        Assert.Equal(($"{before + 1}", before + 1, 2), (after.Header(LogHeaders.Number), (int)books.Number, (int)books.Duplicates));
    }

    /// <summary>telemetry.valid says what the id of an event is, not what its payload was: what was taken over is recognised by its content.</summary>
    [Fact]
    public async Task Events_without_ids_of_their_own_that_were_taken_over_are_recognised()
    {
        await rig.RunAsync(Timed(1));
        var back = rig.Blobs.Remember();
        await rig.RunAsync(Timed(2), Timed(3));
        back();
        rig.Log.Of("telemetry.raw").Clear();
        await rig.RunAsync(Timed(2), Timed(1), Timed(4), Timed(4));
        var books = (await rig.StateAsync()).State.Books;
        Assert.Equal((4, 3), (Told().Distinct().Count(), (int)books.Duplicates));

        LogRecord Timed(int seq) => rig.Log.Append(Payload.Raw("d", $$"""{"value":21,"timestamp":{{Payload.Start + seq}}}"""));
    }

    /// <summary>Simulator, seed 651: the entry that began the epoch was forgotten, and ticks of the new log were told a second time under new numbers.</summary>
    [Fact]
    public async Task Ticks_of_an_epoch_that_begins_twice_are_told_once()
    {
        await rig.RunAsync(Readings(3));
        var back = rig.Blobs.Remember();
        rig.Log.Of("telemetry.raw").Clear();
        List<LogRecord> anew = [.. Readings(2, 100), rig.Log.Append(Payload.Tick(Payload.Start)), rig.Log.Append(Payload.Reading("d", 103, 20, Payload.Start))];
        await rig.RunAsync(anew);
        back();
        rig.Restart();
        await rig.RunAsync([.. anew, rig.Log.Append(Payload.Tick(Payload.Start + 60_000))]);
        rig.Restart();
        await rig.RunAsync(anew);
        Assert.Equal(Enumerable.Range(1, 8).Select(number => $"{number}"), rig.Log.Of("telemetry.valid").Select(record => record.Header(LogHeaders.Number)));
        Assert.Equal(["1-0-2-0", "1-0-4-0"], rig.Log.Of("telemetry.valid").Where(record => ValidRecord.IsTick(record, out _)).Select(record => record.Header(LogHeaders.Id)));
    }

    [Fact]
    public async Task Records_that_come_again_are_told_again_and_decided_once()
    {
        var records = Readings(5);
        await rig.RunAsync(records);
        rig.Restart();
        await rig.RunAsync(records);
        var numbers = rig.Log.Of("telemetry.valid").Select(record => record.Header(LogHeaders.Number));
        Assert.Equal(["1", "2", "3", "4", "5", "1", "2", "3", "4", "5"], numbers);
        Assert.Equal(5, (await rig.StateAsync()).State.Books.Valid);
    }

    /// <summary>A partition was taken away and given back while the batch filled, and the host died between commit and telling.</summary>
    [Fact]
    public async Task A_record_that_comes_twice_in_one_batch_is_decided_once()
    {
        var records = Readings(5);
        rig.Log.OnWrite = _ => throw new LogUnavailableException("cut");
        await Assert.ThrowsAsync<LogUnavailableException>(() => rig.RunAsync([.. records[..3], .. records]));
        rig.Log.OnWrite = _ => { };
        rig.Restart();
        await rig.RunAsync(records);
        Assert.Equal(["d-1", "d-2", "d-3", "d-4", "d-5"], Told());
        Assert.Equal((5, 0), ((int)(await rig.StateAsync()).State.Books.Records, (int)(await rig.StateAsync()).State.Books.Duplicates));
    }

    [Fact]
    public async Task Telling_that_failed_after_the_commit_is_made_up_for()
    {
        var records = Readings(3);
        var written = 0;
        rig.Log.OnWrite = record =>
        {
            if (record.Topic == "telemetry.valid" && ++written == 2) throw new LogUnavailableException("cut");
        };
        await Assert.ThrowsAsync<LogUnavailableException>(() => rig.RunAsync(records));
        await rig.RunAsync(records);
        Assert.Equal(["d-1", "d-1", "d-2", "d-3"], Told());
        Assert.Equal(3, (await rig.StateAsync()).State.Books.Number);
    }

    [Fact]
    public async Task What_the_log_no_longer_holds_is_counted_as_lost()
    {
        var records = Readings(10);
        await rig.RunAsync(records[..2]);
        rig.Log.First[("telemetry.raw", 0)] = 6;
        await rig.RunAsync(records[8..]);
        Assert.Equal(4, (await rig.StateAsync()).Marks.Lost);
        Assert.Equal(["d-1", "d-2", "d-7", "d-8", "d-9", "d-10"], Told());
    }

    [Fact]
    public async Task What_was_gone_before_the_first_run_is_no_loss()
    {
        var records = Readings(10);
        rig.Log.First[("telemetry.raw", 0)] = 6;
        await rig.RunAsync(records[6..]);
        Assert.Equal(0, (await rig.StateAsync()).Marks.Lost);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public async Task A_recreated_log_begins_a_new_epoch_and_numbers_go_on(int records)
    {
        await rig.RunAsync(Readings(10));
        rig.Log.Of("telemetry.raw").Clear();
        var anew = Readings(records, 100);
        await rig.RunAsync(anew);
        var state = await rig.StateAsync();
        Assert.Equal(1, state.Marks.Epoch);
        Assert.Equal(10 + records, state.State.Books.Number);
        Assert.Equal("1-0-0-0", rig.Log.Of("telemetry.valid")[10].Header(LogHeaders.Id));
    }

    /// <summary>A former owner stood still with a batch while the topic was deleted and created anew, and others went on.</summary>
    [Theory]
    [InlineData(5, 0)]
    [InlineData(5, 3)]
    [InlineData(5, 5)]
    [InlineData(5, 6)]
    [InlineData(5, 20)]
    [InlineData(0, 1)]
    [InlineData(0, 7)]
    [InlineData(2, 3)]
    public async Task A_batch_of_a_deleted_log_changes_nothing(int first, int anew)
    {
        var old = Readings(10);
        await rig.RunAsync(old);
        rig.Log.Of("telemetry.raw").Clear();
        foreach (var record in Readings(anew, 100)) await rig.RunAsync(record);
        rig.Restart();
        await rig.RunAsync(old[first..]);
        rig.Restart();
        await rig.RunAsync(old[first..8]);
        var after = Readings(3, 200);
        rig.Restart();
        await rig.RunAsync(after[^3..]);
        Assert.Equal([.. Ids(1, 10), .. Ids(101, anew), .. Ids(201, 3)], Told().Distinct());
        Assert.Equal(0, (await rig.StateAsync()).Marks.Lost);
        foreach (var copies in rig.Log.Of("telemetry.valid").GroupBy(record => record.Header(LogHeaders.Number))) Assert.Single(copies.Select(record => record.Header(LogHeaders.Id)).Distinct());

        static IEnumerable<string> Ids(int from, int count) => Enumerable.Range(from, count).Select(seq => $"d-{seq}");
    }

    private List<LogRecord> Readings(int count, int from = 0)
    {
        for (var seq = from + 1; seq <= from + count; seq++) rig.Log.Append(Payload.Reading("d", seq, 21, Payload.Start + (seq * 1000L)));
        return rig.Log.Of("telemetry.raw").ToList();
    }

    private IEnumerable<string> Told() => rig.Log.Of("telemetry.valid").Select(record => ValidRecord.Event(record)!.Id);
}
