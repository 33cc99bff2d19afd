using System.Text;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Validate;

/// <summary>Marks of bridges on their way through Validate, and who wrote what it makes.</summary>
public class BridgeMarkTest
{
    private const string Value = "1763733600000 10 spool";
    private readonly Rig<ValidateState> rig = new(rig => new ValidateStep(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions()));

    [Fact]
    public async Task A_mark_is_forwarded_in_its_place_with_a_number_and_its_source()
    {
        await rig.RunAsync(Batch());
        var mark = Valid[1];
        Assert.Equal(["1", "2", "3", "4"], Valid.Select(record => record.Header(LogHeaders.Number)));
        Assert.True(ValidRecord.IsMark(mark, out var read));
        Assert.Equal(new BridgeMark(1_763_733_600_000, 10, HasSpool: true), read);
        Assert.Equal(("0-0-1-0", "/bridges/b", RecordTypes.Mark, 0), (mark.Header(LogHeaders.Id), mark.Header(LogHeaders.Source), mark.Header(LogHeaders.Type), mark.Partition));
        var state = await rig.StateAsync();
        Assert.Equal((4L, 2L, 2L, 2L), (state.State.Books.Number, state.State.Books.Records, state.State.Books.Valid, state.State.Books.Ticks));
        Assert.Equal(4, state.Tally.Applied);
    }

    [Fact]
    public async Task What_was_not_told_is_told_again_under_the_same_numbers()
    {
        var batch = Batch();
        rig.Log.OnWrite = _ => throw new LogUnavailableException("cut");
        await Assert.ThrowsAsync<LogUnavailableException>(() => rig.RunAsync(batch));
        rig.Log.OnWrite = _ => { };
        rig.Restart();
        await rig.RunAsync(batch);
        Assert.Equal(["1", "2", "3", "4"], Valid.Select(record => record.Header(LogHeaders.Number)));
        Assert.True(ValidRecord.IsMark(Valid[1], out var mark) && mark.HasSpool);
        Assert.Equal("/bridges/b", Valid[1].Header(LogHeaders.Source));
    }

    [Theory]
    [InlineData("", "/bridges/b")]
    [InlineData("1763733600000", "/bridges/b")]
    [InlineData("-1 10", "/bridges/b")]
    [InlineData("1763733600000 0", "/bridges/b")]
    [InlineData("1763733600000 301", "/bridges/b")]
    [InlineData("999999999999999 10", "/bridges/b")]
    [InlineData("1763733600000 10 closed spool", "/bridges/b")]
    [InlineData("1763733600000 10  spool", "/bridges/b")]
    [InlineData(Value, "/bridges/")]
    [InlineData(Value, "/serverlessiot/tick")]
    [InlineData(Value, null)]
    public async Task One_that_cannot_be_read_goes_to_quarantine_and_its_neighbours_go_on(string value, string? source)
    {
        await rig.RunAsync(rig.Log.Append(Payload.Mark(value, source)), rig.Log.Append(Payload.Reading("d", 1, 21, Payload.Start)));
        Assert.Equal(("1", RecordTypes.Event), (Assert.Single(Valid).Header(LogHeaders.Number), Valid[0].Header(LogHeaders.Type)));
        var refused = Assert.Single(rig.Log.All("telemetry.quarantine"));
        Assert.Equal(("invalid-mark", RecordTypes.Mark, value), (refused.Header(LogHeaders.ReasonCode), refused.Header(LogHeaders.RefusedType), Encoding.UTF8.GetString(refused.Value.Span)));
        // And again, out of what was not told.
        rig.Restart();
        await rig.RunAsync(rig.Log.Of("telemetry.raw")[0]);
        Assert.Equal(2, rig.Log.All("telemetry.quarantine").Count());
    }

    [Fact]
    public async Task A_tick_keeps_the_names_of_rules_and_groups()
    {
        var tick = Payload.Tick(Payload.Start);
        await rig.RunAsync(rig.Log.Append(tick with { Headers = [.. tick.Headers, new LogHeader(LogHeaders.Rules, "2-a"), new LogHeader(LogHeaders.Groups, "3-b")] }));
        Assert.Equal(("2-a", "3-b"), (Valid[0].Header(LogHeaders.Rules), Valid[0].Header(LogHeaders.Groups)));
    }

    [Fact]
    public async Task An_event_says_who_wrote_its_record()
    {
        var (raw, other) = (Payload.Reading("d", 1, 21, Payload.Start), Payload.Reading("d", 3, 21, Payload.Start + 2));
        await rig.RunAsync(
            rig.Log.Append(raw with { Headers = [.. raw.Headers, new LogHeader(LogHeaders.Source, "/bridges/hall%203")] }),
            rig.Log.Append(Payload.Reading("d", 2, 21, Payload.Start + 1)),
            rig.Log.Append(other with { Headers = [.. other.Headers, new LogHeader(LogHeaders.Source, new string('x', 1_025))] }));
        Assert.Equal(["/bridges/hall%203", "/serverlessiot/validate", "/serverlessiot/validate"], Valid.Select(record => record.Header(LogHeaders.Source)));
    }

    private List<LogRecord> Valid => rig.Log.Of("telemetry.valid");

    private LogRecord[] Batch() =>
    [
        rig.Log.Append(Payload.Reading("d", 1, 21, Payload.Start)),
        rig.Log.Append(Payload.Mark(Value)),
        rig.Log.Append(Payload.Tick(Payload.Start + 5)),
        rig.Log.Append(Payload.Reading("d", 2, 21, Payload.Start + 9)),
    ];
}
