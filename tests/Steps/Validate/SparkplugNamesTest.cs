using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Decoding.Sparkplug;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Tests.Decoding.Encoders;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Validate;

/// <summary>Names that a Sparkplug birth told are kept in the journal.</summary>
public class SparkplugNamesTest
{
    private static readonly byte[] Birth = SparkplugWriter.Write(Payload.Start, 0, new MetricToWrite("Temp", 20.5, 1, 10), new("Count", -1, 2, 3));
    private readonly Rig<ValidateState> rig = new(rig => new ValidateStep(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions()));

    [Fact]
    public async Task Data_is_resolved_by_the_birth_before_it_also_after_a_restart()
    {
        await SendAsync("DBIRTH", Birth);
        await SendAsync("DDATA", Data(1, 21.5));
        rig.Restart();
        await SendAsync("DDATA", Data(2, 22.5));
        var events = Events();
        Assert.Equal(["online", null, null], events.Select(e => e.Status));
        Assert.Equal([20.5, 21.5, 22.5], events.Select(e => e.Measurements.Single(measure => measure.Name == "Temp").Value));
        Assert.Equal(-2, events[^1].Measurements.Single(measure => measure.Name == "Count").Value);
        Assert.Equal(1, (await rig.StateAsync()).State.Births);
    }

    [Fact]
    public async Task A_later_birth_takes_the_place_of_the_one_before_and_its_copy_does_not()
    {
        await SendAsync("DBIRTH", Birth);
        await SendAsync("DBIRTH", SparkplugWriter.Write(Payload.Start + 1, 0, new MetricToWrite("Humidity", 40.0, 1, 10)));
        await SendAsync("DBIRTH", Birth);
        await SendAsync("DDATA", SparkplugWriter.Write(Payload.Start + 2, 1, new MetricToWrite(null, 41.0, 1)));
        Assert.Equal("Humidity", Events()[^1].Measurements.Single().Name);
        Assert.Equal(1, (await rig.StateAsync()).State.Books.Duplicates);
    }

    [Fact]
    public async Task An_unknown_alias_goes_to_quarantine_as_it_came()
    {
        await SendAsync("DDATA", Data(1, 21.5));
        var refused = Assert.Single(rig.Log.All("telemetry.quarantine"));
        Assert.Equal(RefusalCodes.UnknownAlias, refused.Header(LogHeaders.ReasonCode));
        Assert.Equal(Data(1, 21.5), refused.Value.ToArray());
    }

    [Fact]
    public async Task Another_devices_birth_tells_nothing()
    {
        await SendAsync("DBIRTH", Birth, "other");
        await SendAsync("DDATA", Data(1, 21.5));
        Assert.Single(rig.Log.All("telemetry.quarantine"));
    }

    /// <summary>What was decided with names that are others by now is told as it was decided.</summary>
    [Fact]
    public async Task What_was_not_told_is_told_again_with_the_names_of_its_time()
    {
        await SendAsync("DBIRTH", Birth);
        var data = Record("DDATA", Data(1, 21.5));
        var second = Record("DBIRTH", SparkplugWriter.Write(Payload.Start + 9, 0, new MetricToWrite("Humidity", 40.0, 1, 10)));
        rig.Log.OnWrite = _ => throw new LogUnavailableException("cut");
        await Assert.ThrowsAsync<LogUnavailableException>(() => rig.RunAsync(data, second));
        rig.Log.OnWrite = _ => { };
        rig.Restart();
        await rig.RunAsync(data, second);
        Assert.Equal(["Temp", "Count"], Events()[1].Measurements.Select(measure => measure.Name));
        Assert.Equal(["Humidity"], Events()[2].Measurements.Select(measure => measure.Name));
        Assert.Empty(rig.Log.All("telemetry.quarantine"));
        Assert.Equal((3, 0), ((await rig.StateAsync()).State.Books.Valid, (await rig.StateAsync()).State.Books.Duplicates));
    }

    [Fact]
    public async Task Births_that_do_not_fit_one_entry_are_decided_in_several()
    {
        var metrics = Enumerable.Range(0, 1_000).Select(i => new MetricToWrite(new string('n', 110) + i, i, (ulong)i, 3)).ToArray();
        await rig.RunAsync([.. Enumerable.Range(0, 40).Select(i => Record("DBIRTH", SparkplugWriter.Write(Payload.Start + i, 0, metrics), $"d{i}"))]);
        rig.Restart();
        for (var i = 0; i < 40; i++) await SendAsync("DDATA", SparkplugWriter.Write(Payload.Start + 99, 1, new MetricToWrite(null, i, 7)), $"d{i}");
        Assert.Empty(rig.Log.All("telemetry.quarantine"));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (double)i), Events().Where(e => e.Measurements.Count == 1).Select(e => e.Measurements[0].Value));
        Assert.Equal(40, (await rig.StateAsync()).State.Births);
    }

    [Fact]
    public async Task The_books_prove_right()
    {
        await SendAsync("DBIRTH", Birth);
        await SendAsync("DDATA", Data(1, 21.5));
        await SendAsync("DDATA", Data(1, 21.5));
        var state = (await rig.StateAsync()).State;
        Assert.Equal((3, 2, 1), (state.Books.Records, state.Books.Valid, state.Books.Duplicates));
    }

    [Fact]
    public void An_outcome_with_names_is_counted_as_one_without()
    {
        var names = Names("a", 3);
        var (outcome, plain) = (new ByteWriter(), new ByteWriter());
        VerdictBytes.Write(outcome, [Verdict.Valid, Verdict.Duplicate], names);
        VerdictBytes.Write(plain, [Verdict.Valid, Verdict.Duplicate], null);
        foreach (var written in new[] { outcome, plain })
        {
            var reader = new ByteReader(written.Written.Span);
            var verdicts = new List<Verdict>();
            Assert.Equal(written == outcome ? 3 : null, VerdictBytes.Read(ref reader, verdicts)?.Count);
            reader = new ByteReader(written.Written.Span);
            var counted = new List<Verdict>();
            while (VerdictBytes.TryRead(ref reader, out var verdict)) counted.Add(verdict);
            Assert.Equal([Verdict.Valid, Verdict.Duplicate], verdicts);
            Assert.Equal(verdicts, counted);
            Assert.True(reader.End);
        }
    }

    [Fact]
    public void A_state_is_saved_with_its_names_and_without_them_as_the_version_before_did()
    {
        var state = new ValidateState(new ValidateOptions());
        var before = Save(state);
        var old = new ByteWriter();
        state.Books.Write(old);
        old.Unsigned(0);
        Assert.Equal(old.Written.ToArray(), before);

        state.Name("demo/a", Names("a", 2), 5, new ByteWriter());
        state.Name("demo/b", Names("b", 3), 6, new ByteWriter());
        var reader = new ByteReader(Save(state));
        var loaded = ValidateState.Load(ref reader, new ValidateOptions());
        Assert.True(reader.End);
        Assert.Equal(2, loaded.Births);
        Assert.True(loaded.NamesOf("demo/b")!.TryFind(2, out var name));
        Assert.Equal(new SparkplugName(2, "b2", 9), name);
        Assert.Equal(Save(state), Save(loaded));
    }

    [Fact]
    public void A_version_that_is_not_known_is_not_read()
    {
        var to = new ByteWriter();
        to.Unsigned((1UL << 63) | 3);
        Assert.Throws<CorruptDataException>(() =>
        {
            var reader = new ByteReader(to.Written.Span);
            ValidateState.Load(ref reader, new ValidateOptions());
        });
    }

    [Fact]
    public void Changes_make_the_same_state_and_are_skimmed()
    {
        var (state, changes) = (new ValidateState(new ValidateOptions()), new ByteWriter());
        state.Name("demo/a", Names("a", 2), 5, changes);
        state.Name("demo/a", Names("x", 4), 7, changes);
        var again = new ValidateState(new ValidateOptions());
        var reader = new ByteReader(changes.Written.Span);
        again.Apply(ref reader);
        Assert.Equal(Save(state), Save(again));
        reader = new ByteReader(changes.Written.Span);
        Assert.Equal((null, 0L, 0L), ValidateState.Skim(ref reader));
        Assert.True(reader.End);
    }

    [Fact]
    public void Names_are_bounded_and_those_told_longest_ago_go_first()
    {
        var state = new ValidateState(new ValidateOptions());
        var births = ValidateState.MostNames / PayloadLimits.Metrics;
        var names = Names("n", PayloadLimits.Metrics);
        for (var i = 0; i <= births; i++) state.Name($"demo/{i}", names, (uint)i, new ByteWriter());
        Assert.Equal(births, state.Births);
        Assert.Null(state.NamesOf("demo/0"));
        Assert.NotNull(state.NamesOf($"demo/{births}"));
    }

    [Fact]
    public void Of_a_silent_sender_the_names_are_forgotten()
    {
        var state = new ValidateState(new ValidateOptions());
        var changes = new ByteWriter();
        state.Name("demo/silent", Names("a", 2), 1_000, changes);
        state.Name("demo/alive", Names("a", 2), 1_000, changes);
        var month = (uint)TimeSpan.FromDays(30).TotalSeconds;
        state.TryAccept("demo/alive", 7, 1_000 + month, changes);
        state.OnTick((1_000L + month) * 1_000, changes);
        Assert.Equal(2, state.Births);
        state.OnTick((1_001L + month) * 1_000, changes);
        Assert.Null(state.NamesOf("demo/silent"));
        Assert.NotNull(state.NamesOf("demo/alive"));
    }

    private static SparkplugNames Names(string prefix, int count)
    {
        var to = new ByteWriter();
        to.Unsigned((ulong)count);
        for (var i = 0; i < count; i++)
        {
            to.Byte(1);
            to.Unsigned((ulong)i);
            to.Text(prefix + i);
            to.Byte(9);
        }

        var reader = new ByteReader(to.Written.Span);
        return SparkplugNames.Read(ref reader);
    }

    private static byte[] Save(ValidateState state)
    {
        var to = new ByteWriter();
        state.Save(to);
        return to.Written.ToArray();
    }

    private static byte[] Data(int seq, double value) =>
        SparkplugWriter.Write(Payload.Start + seq, (ulong)seq, new MetricToWrite(null, value, 1), new(null, -2, 2));

    private LogRecord Record(string message, byte[] payload, string device = "d") => rig.Log.Append(new OutRecord(
        "telemetry.raw", 0, Encoding.UTF8.GetBytes("demo/" + device), payload,
        [
            new LogHeader(LogHeaders.Id, Guid.NewGuid().ToString("N")), new LogHeader(LogHeaders.Type, RecordTypes.Telemetry), new LogHeader(LogHeaders.DataType, message),
            new LogHeader(LogHeaders.Topic, $"spBv1.0/plant/{message}/node-1/{device}"), new LogHeader(LogHeaders.ContentType, "application/octet-stream"),
        ]));

    private Task SendAsync(string message, byte[] payload, string device = "d") => rig.RunAsync(Record(message, payload, device));

    private List<DeviceEvent> Events() => [.. rig.Log.Of("telemetry.valid").Select(record => ValidRecord.Event(record)!)];
}
