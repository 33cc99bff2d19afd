using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Running;

/// <summary>Readers of telemetry.valid: copies are skipped, records beyond a hole wait.</summary>
public class NumbersTest
{
    private readonly Rig<StoreState> rig = new(rig => new StoreStep(rig.Blobs));

    [Fact]
    public async Task A_copy_is_stored_once()
    {
        var first = rig.Valid.Reading("d", 1, Payload.Start);
        var copy = rig.Log.Append(new Ports.OutRecord(first.Topic, 0, first.Key, first.Value, first.Headers));
        await rig.RunAsync(first, copy);
        Assert.Equal(1, (await rig.StateAsync()).State.Rows);
    }

    [Fact]
    public async Task Records_beyond_a_hole_wait_until_they_come_again()
    {
        var (one, two, three) = (rig.Valid.Reading("d", 1, Payload.Start), rig.Valid.Reading("d", 2, Payload.Start + 1), rig.Valid.Reading("d", 3, Payload.Start + 2));
        rig.Log.Of("telemetry.valid").Clear();
        var records = new[] { one, three, two, three }
            .Select(record => rig.Log.Append(new Ports.OutRecord(record.Topic, 0, record.Key, record.Value, record.Headers))).ToList();
        await rig.RunAsync(records[..2]);
        Assert.Equal(1, (await rig.StateAsync()).State.Rows);
        await rig.RunAsync(records[2..]);
        Assert.Equal(3, (await rig.StateAsync()).State.Rows);
        Assert.Equal(3, (await rig.StateAsync()).Marks.Number);
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
