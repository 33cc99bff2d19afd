using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Aggregate;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Running;

/// <summary>Delivery rule 8: a bad record goes to quarantine, and its neighbours go on.</summary>
public class PoisonTest
{
    private const int Size = 1_000;
    private readonly HashSet<long> fatal = [];
    private readonly Rig<ValidateState> validate;
    private readonly Rig<StoreState> store;

    public PoisonTest()
    {
        validate = new(rig => new Fragile<ValidateState>(new ValidateStep(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions()), record => fatal.Contains(record.Offset)));
        store = new(rig => new Fragile<StoreState>(new StoreStep(rig.Blobs), record => fatal.Contains(record.Offset)));
    }

    [Fact]
    public async Task One_bad_record_at_every_position_of_a_batch_costs_nobody_else_anything()
    {
        for (var position = 0; position < Size; position++)
        {
            var rig = new Rig<ValidateState>(rig => new ValidateStep(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions()));
            await rig.RunAsync([.. Enumerable.Range(0, Size).Select(i => rig.Log.Append(i == position ? Payload.Raw("d", "{\"value\":") : Reading(i)))]);
            Assert.Equal((Size - 1, 1), (rig.Log.Of("telemetry.valid").Count, rig.Log.Of("telemetry.quarantine").Count));
            Assert.Equal($"0-0-{position}-0", rig.Log.Of("telemetry.quarantine")[0].Header(LogHeaders.Origin));
        }
    }

    [Fact]
    public async Task A_batch_of_only_bad_records_goes_to_quarantine()
    {
        await validate.RunAsync([.. Enumerable.Range(0, Size).Select(i => validate.Log.Append(Payload.Raw("d", $"bad {i}")))]);
        Assert.Equal(Size, validate.Log.Of("telemetry.quarantine").Count);
        Assert.Empty(validate.Log.Of("telemetry.valid"));
        Assert.Equal(Size, (await validate.StateAsync()).State.Books.Quarantined);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(998)]
    [InlineData(999)]
    public async Task A_record_that_makes_the_step_throw_goes_to_quarantine_alone(int position)
    {
        fatal.Add(position);
        var batch = Enumerable.Range(0, Size).Select(i => validate.Log.Append(Reading(i))).ToList();
        await validate.RunAsync(batch);
        Assert.Equal(Enumerable.Range(0, Size).Where(i => i != position).Select(i => $"d-{i}"), validate.Log.Of("telemetry.valid").Select(record => ValidRecord.Event(record)!.Id));
        Assert.Equal(Enumerable.Range(1, Size - 1).Select(number => $"{number}"), validate.Log.Of("telemetry.valid").Select(record => record.Header(LogHeaders.Number)));
        var refused = Assert.Single(validate.Log.Of("telemetry.quarantine"));
        Assert.Equal(("step-failed", "validate", $"0-0-{position}-0"), (refused.Header(LogHeaders.ReasonCode), refused.Header(LogHeaders.RefusedBy), refused.Header(LogHeaders.Origin)));
        Assert.Equal(batch[position].Value.ToArray(), refused.Value.ToArray());
        var books = (await validate.StateAsync()).State.Books;
        Assert.Equal((Size, Size - 1, 1), (books.Records, books.Valid, books.Quarantined));
    }

    [Fact]
    public async Task A_batch_that_is_fatal_throughout_goes_to_quarantine()
    {
        const int Few = 100;
        fatal.UnionWith(Enumerable.Range(0, Few).Select(i => (long)i));
        await validate.RunAsync([.. Enumerable.Range(0, Few).Select(i => validate.Log.Append(Reading(i)))]);
        Assert.Equal(Few, validate.Log.Of("telemetry.quarantine").Count);
        await validate.RunAsync(validate.Log.Append(Reading(Few)));
        Assert.Single(validate.Log.Of("telemetry.valid"));
    }

    [Fact]
    public async Task A_step_without_records_of_its_own_refuses_as_well_and_has_no_hole()
    {
        fatal.Add(7);
        for (var i = 0; i < 20; i++) store.Valid.Reading("d", i, Payload.Start + i);
        await store.RunAsync([.. store.Valid.Records]);
        var state = await store.StateAsync();
        Assert.Equal((19L, 20L), (state.State.Rows, state.Marks.Number));
        Assert.Equal("store", Assert.Single(store.Log.Of("telemetry.quarantine")).Header(LogHeaders.RefusedBy));
        await store.RunAsync(store.Valid.Reading("d", 20, Payload.Start + 20));
        Assert.Equal(20, (await store.StateAsync()).State.Rows);
    }

    [Fact]
    public async Task Quarantine_out_of_reach_loses_nothing_and_is_made_up_for()
    {
        fatal.Add(3);
        validate.Log.OnWrite = record =>
        {
            if (record.Topic == "telemetry.quarantine") throw new LogUnavailableException("cut");
        };
        var batch = Enumerable.Range(0, 10).Select(i => validate.Log.Append(i == 6 ? Payload.Raw("d", "bad") : Reading(i))).ToList();
        await Assert.ThrowsAsync<LogUnavailableException>(() => validate.RunAsync(batch));
        await Assert.ThrowsAsync<LogUnavailableException>(() => validate.RunAsync(batch));
        validate.Restart();
        validate.Log.OnWrite = _ => { };
        await validate.RunAsync(batch);
        Assert.Equal(["0-0-3-0", "0-0-6-0"], validate.Log.Of("telemetry.quarantine").Select(record => record.Header(LogHeaders.Origin)).Distinct());
        Assert.Equal(8, validate.Log.Of("telemetry.valid").Select(record => record.Header(LogHeaders.Number)).Distinct().Count());
        Assert.Equal(8, (await validate.StateAsync()).State.Books.Valid);
    }

    [Fact]
    public async Task A_store_that_fails_is_no_fault_of_a_record()
    {
        store.Blobs.OnWrite = (_, _) => throw new StoreUnavailableException("cut");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.RunAsync(store.Valid.Reading("d", 1, Payload.Start), store.Valid.Reading("d", 2, Payload.Start + 1)));
        Assert.Empty(store.Log.Of("telemetry.quarantine"));
    }

    [Fact]
    public async Task What_the_step_had_changed_before_it_threw_does_not_count()
    {
        var rig = new Rig<AggregateState>(rig => new Fragile<AggregateState>(new AggregateStep(rig.Log, new TopicNames(), new AggregateOptions()), record => fatal.Contains(record.Offset)));
        fatal.Add(30);
        for (var i = 0; i < 50; i++) rig.Valid.Reading("d", i, Payload.Start + i);
        await rig.RunAsync([.. rig.Valid.Records]);
        Assert.Equal(49, (await rig.StateAsync()).State.Aggregated);
    }

    private static OutRecord Reading(int i) => Payload.Reading("d", i, 21, Payload.Start + i);
}
