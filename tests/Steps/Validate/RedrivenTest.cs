using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Tests.Decoding.Encoders;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Redrive;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Validate;

/// <summary>What comes out of quarantine again.</summary>
public class RedrivenTest
{
    private readonly Rig<ValidateState> rig = new(rig => new ValidateStep(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions()));
    private readonly RedrivenRecords redriven = new(new TopicNames());

    [Fact]
    public async Task Of_a_payload_that_was_partly_refused_what_was_accepted_counts_once_however_late()
    {
        await SendAsync($$"""[{"value":1,"timestamp":{{Payload.Start}}},{"value":"x","timestamp":{{Payload.Start}}},{"value":3}]""");
        Assert.Equal("1/3", Refused()[^1].Header(LogHeaders.RefusedEvents));
        await ForgetAsync();
        await RedriveAsync();
        Assert.Equal((2 + 300, 2, 2), await BooksAsync());
        // It is refused once more, and says so in the same way.
        Assert.Equal("1/3", Refused()[^1].Header(LogHeaders.RefusedEvents));
        await ForgetAsync();
        await RedriveAsync();
        Assert.Equal((2 + 600, 4, 3), await BooksAsync());
        Assert.Single(Refused()[^1].Headers, header => header.Name == LogHeaders.RefusedEvents);
    }

    /// <summary>As a version that refused less would see it.</summary>
    [Fact]
    public async Task What_was_refused_is_accepted_once_it_can_be_read()
    {
        await SendAsync($$"""[{"value":1,"timestamp":{{Payload.Start}}},{"value":2,"timestamp":{{Payload.Start}}}]""", new LogHeader(LogHeaders.Redriven, "validate 0-0"), new LogHeader(LogHeaders.RefusedEvents, "1/2"));
        Assert.Equal(2, Assert.Single(Events()).Measurements[0].Value);
        Assert.Equal((1, 1, 0), await BooksAsync());
    }

    /// <summary>A version may refuse as a whole what another took apart.</summary>
    [Fact]
    public async Task What_is_refused_as_a_whole_afterwards_still_says_what_was_accepted()
    {
        await SendAsync("""no json""", new LogHeader(LogHeaders.Redriven, "validate 0-0"), new LogHeader(LogHeaders.RefusedEvents, "1/2"));
        Assert.Equal("1/2", Refused()[^1].Header(LogHeaders.RefusedEvents));
    }

    [Fact]
    public async Task A_payload_that_was_refused_as_a_whole_says_nothing_of_its_events_and_a_live_one_is_not_asked()
    {
        await SendAsync("""[{"value":"x"},{"value":"y"}]""");
        await SendAsync("""no json""", new LogHeader(LogHeaders.RefusedEvents, "1/2"));
        Assert.All(Refused(), refused => Assert.Null(refused.Header(LogHeaders.RefusedEvents)));
        await SendAsync("""[{"value":1},{"value":2}]""", new LogHeader(LogHeaders.RefusedEvents, "1/2"));
        Assert.Equal(2, Events().Count);
    }

    [Fact]
    public async Task Times_that_are_relative_to_the_arrival_are_so_to_the_first_one()
    {
        var sent = rig.Log.Now = Payload.Start;
        foreach (var payload in new[] { """[{"n":"a","t":-60,"v":1}]""", """{"value":2}""", """[{"n":"b","v":3}]""" })
        {
            var raw = Raw(payload, Time(sent));
            var refused = new LogRecord("telemetry.raw", 0, 1_000 + Refused().Count, sent, raw.Key, raw.Value, raw.Headers);
            rig.Log.Append(Quarantine.Record(new TopicNames(), refused, ValidateStep.StepName, new Refusal("unknown-shape", "It was not understood.")));
        }

        rig.Log.Now += 86_400_000;
        foreach (var refused in Refused()) await rig.RunAsync(rig.Log.Append(redriven.Of(refused) with { Partition = 0 }));
        Assert.Equal([sent - 60_000, sent, sent], Events().Select(e => e.Time));
        Assert.All(Events(), e => Assert.Equal(rig.Log.Now, e.Arrived));
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2099-01-01T00:00:00.000Z")]
    [InlineData("1999-01-01T00:00:00.000Z")]
    [InlineData("2025-11-20T00:53:20.000+00:00, and very much more than a time has")]
    public async Task Where_it_does_not_say_when_it_came_it_came_with_the_redrive(string time)
    {
        await SendAsync("""{"value":2}""", new LogHeader(LogHeaders.Redriven, "validate 0-0"), new LogHeader(LogHeaders.Time, time));
        Assert.Equal(rig.Log.Now, Assert.Single(Events()).Time);
    }

    [Fact]
    public async Task A_birth_that_could_not_be_read_ends_what_its_aliases_meant_until_it_can_be_read()
    {
        await SendAsync(Sparkplug("NBIRTH", SparkplugWriter.Write(Payload.Start, 0, new MetricToWrite("Temp", 20.5, 1, 10))));
        rig.Log.Now += 2_000;
        var (arrived, metrics) = (rig.Log.Now, Enumerable.Range(1, PayloadLimits.Metrics + 1).Select(i => new MetricToWrite($"Pressure {i}", i, (ulong)i, 3)).ToArray());
        await SendAsync(Sparkplug("NBIRTH", SparkplugWriter.Write(Payload.Start + 1, 0, metrics), Time(arrived)));
        rig.Restart();
        await SendAsync(Sparkplug("NDATA", SparkplugWriter.Write(Payload.Start + 2, 1, new MetricToWrite(null, 1013.0, 1))));
        Assert.Equal(["too-many-members", "unknown-alias"], Refused().Select(refused => refused.Header(LogHeaders.ReasonCode)));
        Assert.Equal(20.5, Assert.Single(Events()).Measurements[0].Value);

        // As a version that reads more would find them; an older one that comes later tells nothing.
        rig.Log.Now += 86_400_000;
        await SendAsync(Sparkplug("NBIRTH", SparkplugWriter.Write(Payload.Start + 1, 0, metrics[0]), Time(arrived), new LogHeader(LogHeaders.Redriven, "validate 0-0")));
        await SendAsync(Sparkplug("NBIRTH", SparkplugWriter.Write(Payload.Start - 1, 0, new MetricToWrite("Older", 1, 1, 3)), Time(arrived - 5_000), new LogHeader(LogHeaders.Redriven, "validate 0-1")));
        await rig.RunAsync(rig.Log.Append(redriven.Of(Refused()[^1]) with { Partition = 0 }));
        Assert.Equal(["Pressure 1"], Events()[^1].Measurements.Select(measure => measure.Name));
    }

    [Fact]
    public async Task An_older_birth_out_of_quarantine_tells_nothing_of_a_newer_one_that_could_not_be_read()
    {
        await SendAsync(Sparkplug("NBIRTH", [0x12, 0xFF]));
        await SendAsync(Sparkplug("NBIRTH", SparkplugWriter.Write(Payload.Start - 1, 0, new MetricToWrite("Older", 1, 1, 3)), Time(rig.Log.Now - 5_000), new LogHeader(LogHeaders.Redriven, "validate 0-1")));
        await SendAsync(Sparkplug("NDATA", SparkplugWriter.Write(Payload.Start + 2, 1, new MetricToWrite(null, 1013.0, 1))));
        Assert.Equal("unknown-alias", Refused()[^1].Header(LogHeaders.ReasonCode));
    }

    private static LogHeader Time(long time) => new(LogHeaders.Time, DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    private static OutRecord Raw(string payload, params LogHeader[] more) => Payload.Raw("d", payload) is var raw ? raw with { Headers = [.. raw.Headers, .. more] } : raw;

    private static OutRecord Sparkplug(string message, byte[] payload, params LogHeader[] more) => new(
        "telemetry.raw", 0, Encoding.UTF8.GetBytes("demo/d"), payload,
        [
            new LogHeader(LogHeaders.Id, Guid.NewGuid().ToString("N")), new LogHeader(LogHeaders.Type, RecordTypes.Telemetry), new LogHeader(LogHeaders.DataType, message),
            new LogHeader(LogHeaders.Topic, $"spBv1.0/plant/{message}/node-1"), .. more,
        ]);

    private Task SendAsync(OutRecord record) => rig.RunAsync(rig.Log.Append(record));

    private Task SendAsync(string payload, params LogHeader[] more) => SendAsync(Raw(payload, more));

    /// <summary>Puts the last refused record back.</summary>
    private Task RedriveAsync() => SendAsync(redriven.Of(Refused()[^1]) with { Partition = 0 });

    /// <summary>So much comes after it, and so much later, that no id of it is remembered.</summary>
    private async Task ForgetAsync()
    {
        for (var round = 0; round < 2; round++)
        {
            rig.Log.Now += 360_000;
            for (var i = 0; i < 150; i += 2)
                await SendAsync($$"""[{"value":{{i}},"event_id":"{{rig.Log.Now}}-{{i}}"},{"value":{{i}},"event_id":"{{rig.Log.Now}}-{{i + 1}}"}]""");
        }
    }

    private List<LogRecord> Refused() => [.. rig.Log.All("telemetry.quarantine")];

    private List<DeviceEvent> Events() => [.. rig.Log.Of("telemetry.valid").Select(record => ValidRecord.Event(record)!)];

    private async Task<(long Valid, long Duplicates, long Quarantined)> BooksAsync() => (await rig.StateAsync()).State.Books is var books ? (books.Valid, books.Duplicates, books.Quarantined) : default;
}
