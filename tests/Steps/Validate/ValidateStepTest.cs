using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Validate;

public class ValidateStepTest
{
    private readonly Rig<ValidateState> rig = new(rig => new ValidateStep(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions()));

    [Fact]
    public async Task A_reading_becomes_a_numbered_canonical_event_in_the_same_partition()
    {
        await rig.RunAsync(rig.Log.Append(Payload.Reading("temp-001", 1, 21.5, Payload.Start)));
        var record = Assert.Single(rig.Log.Of("telemetry.valid"));
        var e = ValidRecord.Event(record)!;
        Assert.Equal(("demo", "temp-001", "temp-001-1", 21.5), (e.Tenant, e.Device, e.Id, e.Measurements[0].Value));
        Assert.Equal(("1", "0-0-0-0", "demo/temp-001"), (record.Header(LogHeaders.Number), record.Header(LogHeaders.Id), Encoding.UTF8.GetString(record.Key.Span)));
    }

    [Fact]
    public async Task A_retransmission_is_dropped_and_counted_even_across_a_restart()
    {
        await rig.RunAsync(rig.Log.Append(Payload.Reading("d", 1, 21, Payload.Start)));
        rig.Restart();
        await rig.RunAsync(rig.Log.Append(Payload.Reading("d", 1, 21, Payload.Start)));
        Assert.Single(rig.Log.Of("telemetry.valid"));
        Assert.Equal((1, 1), ((await rig.StateAsync()).State.Books.Valid, (await rig.StateAsync()).State.Books.Duplicates));
    }

    [Fact]
    public async Task A_device_that_returns_after_days_is_still_known()
    {
        for (var seq = 1; seq <= 500; seq++) await SendAsync(seq);
        rig.Log.Now += 3 * 86_400_000L;
        for (var seq = 400; seq <= 500; seq++) await SendAsync(seq);
        Assert.Equal((500, 101), ((await rig.StateAsync()).State.Books.Valid, (await rig.StateAsync()).State.Books.Duplicates));
    }

    [Fact]
    public async Task Within_minutes_every_id_is_known()
    {
        for (var seq = 1; seq <= 2_000; seq++) await SendAsync(seq);
        rig.Log.Now += 60_000;
        for (var seq = 1; seq <= 2_000; seq += 10) await SendAsync(seq);
        Assert.Equal((2_000, 200), ((await rig.StateAsync()).State.Books.Valid, (await rig.StateAsync()).State.Books.Duplicates));
    }

    /// <summary>Simulator, seed 1205: the copy by way of a second bridge came when the first had been forgotten, which the copy before it was not.</summary>
    [Fact]
    public async Task An_id_that_came_again_is_remembered_anew()
    {
        await SendAsync(1);
        rig.Log.Now += 25 * 60_000;
        await SendAsync(1);
        for (var seq = 2; seq <= 400; seq++) await SendAsync(seq);
        rig.Log.Now += 4 * 60_000;
        await SendAsync(1);
        for (var seq = 401; seq <= 800; seq++) await SendAsync(seq);
        rig.Log.Now += 4 * 60_000;
        rig.Restart();
        await SendAsync(1);
        Assert.Equal((800, 3), ((await rig.StateAsync()).State.Books.Valid, (await rig.StateAsync()).State.Books.Duplicates));
    }

    /// <summary>Simulator, seed 9320: of what was in flight together, one message of hundreds of events pushed out the ids of the others.</summary>
    [Fact]
    public async Task Many_events_of_one_message_do_not_push_out_those_of_others()
    {
        var message = "[" + string.Join(",", Enumerable.Range(1, 400).Select(seq => Shape("d", $"many-{seq}"))) + "]";
        for (var round = 0; round < 2; round++)
        {
            for (var seq = 1; seq <= 10; seq++) await SendAsync(seq);
            await rig.RunAsync(rig.Log.Append(Payload.Raw("d", message)));
            await rig.RunAsync(rig.Log.Append(Payload.Raw("d", $"[{Shape("d", "a")},{Shape("d", "b")}]")));
            rig.Log.Now += 20 * 60_000;
            rig.Restart();
        }

        Assert.Equal((412, 412), ((await rig.StateAsync()).State.Books.Valid, (await rig.StateAsync()).State.Books.Duplicates));
    }

    /// <summary>An event is known however it came: by itself, or in a message with others.</summary>
    [Fact]
    public async Task An_event_is_known_alone_and_among_others()
    {
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", Shape("d", "a"))));
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", $"[{Shape("d", "a")},{Shape("d", "b")}]")));
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", Shape("d", "b"))));
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", $"[{Shape("d", "b")},{Shape("d", "a")}]")));
        Assert.Equal((2, 4), ((await rig.StateAsync()).State.Books.Valid, (await rig.StateAsync()).State.Books.Duplicates));
    }

    /// <summary>Simulator, seed 2348: a payload of 282 events came again after minutes, and only its last 128 were known.</summary>
    [Fact]
    public async Task A_message_of_many_events_that_comes_again_is_known_as_a_whole()
    {
        var message = "[" + string.Join(",", Enumerable.Range(1, 400).Select(seq => Shape("d", $"many-{seq}"))) + "]";
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", message)));
        for (var seq = 1; seq <= 100; seq++) await SendAsync(seq);
        rig.Log.Now += 10 * 60_000;
        rig.Restart();
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", message)));
        Assert.Equal((500, 400), ((await rig.StateAsync()).State.Books.Valid, (await rig.StateAsync()).State.Books.Duplicates));
    }

    [Fact]
    public async Task A_message_of_equal_readings_without_ids_and_times_is_no_repetition()
    {
        const string Message = """[{"device_id":"d","sensor_type":"temperature","value":20},{"device_id":"d","sensor_type":"temperature","value":20}]""";
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", Message)));
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", Message)));
        Assert.Equal((4, 0), ((await rig.StateAsync()).State.Books.Valid, (await rig.StateAsync()).State.Books.Duplicates));
    }

    [Fact]
    public async Task The_same_id_of_another_device_is_another_event()
    {
        await rig.RunAsync(
            rig.Log.Append(Payload.Raw("a", Shape("a", "same"))),
            rig.Log.Append(Payload.Raw("b", Shape("b", "same"))));
        Assert.Equal(2, rig.Log.Of("telemetry.valid").Count);
    }

    [Fact]
    public async Task A_broken_payload_goes_to_quarantine_as_it_came_and_its_neighbours_go_on()
    {
        await rig.RunAsync(
            rig.Log.Append(Payload.Reading("d", 1, 21, Payload.Start)),
            rig.Log.Append(Payload.Raw("d", "{broken")),
            rig.Log.Append(Payload.Reading("d", 2, 21, Payload.Start + 1)));
        Assert.Equal(2, rig.Log.Of("telemetry.valid").Count);
        var refused = Assert.Single(rig.Log.All("telemetry.quarantine"));
        Assert.Equal("{broken", Encoding.UTF8.GetString(refused.Value.Span));
        Assert.Equal("validate", refused.Header(LogHeaders.RefusedBy));
        Assert.False(string.IsNullOrWhiteSpace(refused.Header(LogHeaders.Reason)));
        Assert.Equal("demo/s/d/telemetry/temperature", refused.Header(LogHeaders.Topic));
    }

    [Fact]
    public async Task A_payload_too_large_for_quarantine_lies_in_a_blob()
    {
        var huge = new string('x', 1_000_000);
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", huge)));
        var refused = Assert.Single(rig.Log.All("telemetry.quarantine"));
        Assert.True(refused.Value.IsEmpty);
        var blob = await rig.Blobs.DownloadAsync(refused.Header(LogHeaders.Blob)!, default);
        Assert.Equal(huge, Encoding.UTF8.GetString(blob!.Content.Span));
    }

    [Fact]
    public async Task Of_a_payload_of_many_events_the_good_ones_are_taken()
    {
        var payload = $"[{Shape("d", "1")},{Shape("d", "2").Replace("21", "\"hot\"", StringComparison.Ordinal)},{Shape("d", "3")}]";
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", payload)));
        Assert.Equal(["0-0-0-0", "0-0-0-2"], rig.Log.Of("telemetry.valid").Select(record => record.Header(LogHeaders.Id)));
        Assert.Single(rig.Log.All("telemetry.quarantine"));
    }

    [Fact]
    public async Task A_refused_event_is_not_remembered_so_that_its_mended_copy_is_no_duplicate()
    {
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", Shape("d", "1").Replace("21", "\"hot\"", StringComparison.Ordinal))));
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", Shape("d", "1"))));
        Assert.Single(rig.Log.Of("telemetry.valid"));
    }

    [Fact]
    public async Task A_tick_is_forwarded_in_its_place()
    {
        await rig.RunAsync(
            rig.Log.Append(Payload.Reading("d", 1, 21, Payload.Start)),
            rig.Log.Append(Payload.Tick(Payload.Start + 5)),
            rig.Log.Append(Payload.Reading("d", 2, 21, Payload.Start + 9)));
        Assert.True(ValidRecord.IsTick(rig.Log.Of("telemetry.valid")[1], out var tick));
        Assert.Equal(Payload.Start + 5, tick.Time);
    }

    [Theory]
    [InlineData(RecordTypes.Will, "offline")]
    [InlineData(RecordTypes.Disconnected, "offline")]
    [InlineData(RecordTypes.Connected, "online")]
    public async Task A_will_and_what_the_bridge_sees_say_whether_the_device_is_there(string type, string status)
    {
        var will = Payload.Raw("d", "gone");
        await rig.RunAsync(rig.Log.Append(will with { Headers = [.. will.Headers.Where(h => h.Name != LogHeaders.Type), new LogHeader(LogHeaders.Type, type)] }));
        Assert.Equal(status, ValidRecord.Event(Assert.Single(rig.Log.Of("telemetry.valid")))!.Status);
    }

    [Fact]
    public async Task What_the_registry_says_goes_on_in_its_place_once()
    {
        var said = Registration(new RegistrationRecord(7, new DeviceFacts { Type = "pump" }).ToBytes());
        await rig.RunAsync(rig.Log.Append(said), rig.Log.Append(Payload.Reading("d", 1, 21, Payload.Start)), rig.Log.Append(said));
        var events = rig.Log.Of("telemetry.valid").Select(record => ValidRecord.Event(record)!).ToList();
        Assert.Equal([true, false], events.Select(EventProfiles.IsRegistration));
        Assert.Equal((7, "pump"), (RegistrationRecord.Of(events[0])!.Revision, RegistrationRecord.Of(events[0])!.Facts!.Type));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"revision":0}""")]
    [InlineData("""{"revision":1,"facts":{"type":""}}""")]
    public async Task What_is_no_word_of_the_registry_is_set_aside(string value)
    {
        await rig.RunAsync(rig.Log.Append(Registration(Encoding.UTF8.GetBytes(value))));
        Assert.Equal("bad-registration", Assert.Single(rig.Log.Of("telemetry.quarantine")).Header(LogHeaders.ReasonCode));
    }

    [Fact]
    public async Task A_device_cannot_speak_for_the_registry()
    {
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", """{"type":"registration","value":1,"registration":"{\"revision\":9,\"facts\":{\"type\":\"pump\"}}"}""")));
        Assert.Null(RegistrationRecord.Of(ValidRecord.Event(Assert.Single(rig.Log.Of("telemetry.valid")))!));
    }

    [Fact]
    public async Task A_record_without_headers_is_read_by_its_key()
    {
        await rig.RunAsync(rig.Log.Append(Payload.Reading("d", 1, 21, Payload.Start) with { Headers = [] }));
        Assert.Equal("d", ValidRecord.Event(Assert.Single(rig.Log.Of("telemetry.valid")))!.Device);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task How_records_fall_into_batches_changes_nothing(int size) => Assert.Equal(await BatchedAsync(1), await BatchedAsync(size));

    /// <summary>Simulator, seed 31: a newer version refuses what was accepted and never told. Its numbers stay dense, and it goes to quarantine.</summary>
    [Fact]
    public async Task What_a_newer_version_refuses_leaves_no_hole_and_does_not_vanish()
    {
        var record = rig.Log.Append(Payload.Raw("d", $"[{Shape("d", "1")},{Shape("d", "2")},{Shape("d", "3")}]"));
        rig.Log.OnWrite = _ => throw new LogUnavailableException("cut");
        await Assert.ThrowsAsync<LogUnavailableException>(() => rig.RunAsync(record));
        rig.Log.OnWrite = _ => { };
        // To a decoder that refuses the payload as a whole.
        await rig.RunAsync(record with { Value = "{"u8.ToArray() });
        await rig.RunAsync(rig.Log.Append(Payload.Reading("d", 4, 21, Payload.Start)));
        Assert.Equal(["1", "2", "3", "4"], rig.Log.Of("telemetry.valid").Select(valid => valid.Header(LogHeaders.Number)));
        Assert.Single(rig.Log.Of("telemetry.quarantine"));
    }

    /// <summary>Simulator, seed 7281: the newer version's number was told, its quarantine was not, and the older version that told it again had nothing to refuse.</summary>
    [Fact]
    public async Task What_two_versions_tell_in_turn_is_an_event_or_in_quarantine()
    {
        var record = rig.Log.Append(Payload.Reading("d", 1, 21, Payload.Start));
        rig.Log.OnWrite = _ => throw new LogUnavailableException("cut");
        await Assert.ThrowsAsync<LogUnavailableException>(() => rig.RunAsync(record));
        rig.Restart();
        rig.Log.OnWrite = written => _ = written.Topic == "telemetry.quarantine" ? throw new LogUnavailableException("cut") : 0;
        await Assert.ThrowsAsync<LogUnavailableException>(() => rig.RunAsync(record with { Value = "{"u8.ToArray() }));
        rig.Restart();
        rig.Log.OnWrite = _ => { };
        await rig.RunAsync(record);
        Assert.Equal(RecordTypes.Event, rig.Log.Of("telemetry.valid")[0].Header(LogHeaders.Type));
        Assert.Empty(rig.Log.Of("telemetry.quarantine"));
    }

    private static OutRecord Registration(byte[] value) => Payload.Raw("d", "") with
    {
        Value = value,
        Headers = [new LogHeader(LogHeaders.Id, "registration-7"), new LogHeader(LogHeaders.Type, RecordTypes.Registration)],
    };

    private static async Task<List<string>> BatchedAsync(int size)
    {
        var rig = new Rig<ValidateState>(rig => new ValidateStep(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions()));
        for (var i = 0; i < 300; i++) rig.Log.Append(i % 11 == 0 ? Payload.Tick(Payload.Start + i) : Payload.Reading($"d{i % 5}", i % 40, i % 30, Payload.Start + i));
        foreach (var batch in rig.Log.Of("telemetry.raw").Chunk(size)) await rig.RunAsync(batch);
        return [.. rig.Log.Of("telemetry.valid").Select(record => record.Header(LogHeaders.Number) + record.Header(LogHeaders.Id) + Encoding.UTF8.GetString(record.Value.Span))];
    }

    private Task SendAsync(int seq) => rig.RunAsync(rig.Log.Append(Payload.Reading("d", seq, 21, Payload.Start + seq)));

    private static string Shape(string device, string id) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"event_id":"{{id}}","sensor_id":"{{device}}","sensor_type":"temperature","value":21,"timestamp":{{Payload.Start}}}""");
}
