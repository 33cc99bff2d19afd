using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Residency;
using ServerlessIot.Steps.Ingest;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Ingest;

/// <summary>What becomes of the events of an IoT Hub.</summary>
public sealed class IngestStepTest
{
    private const long Enqueued = 1_763_600_000_123;

    /// <summary>Largest value that goes into the log.</summary>
    private const int Most = 983_040;
    private static readonly TopicNames Topics = new();
    private readonly MemoryLog log = new(1);
    private readonly MemoryBlobs blobs = new();

    [Fact]
    public async Task An_event_becomes_a_record_of_its_device_with_the_time_that_it_came_in()
    {
        await RunAsync(Event(5) with { ContentType = "application/json", TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });
        var record = Assert.Single(log.Of("telemetry.raw"));
        Assert.Equal("demo/d1", Encoding.UTF8.GetString(record.Key.Span));
        Assert.Equal("{\"value\":1}", Encoding.UTF8.GetString(record.Value.Span));
        Assert.Equal(Enqueued, record.Timestamp);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["ce_id"] = $"hub-5-{Enqueued}",
                ["ce_type"] = "serverlessiot.telemetry",
                ["ce_source"] = "/hubs/hub/devices/d1",
                ["ce_specversion"] = "1.0",
                ["ce_time"] = "2025-11-20T00:53:20.123Z",
                ["topic"] = "devices/d1/messages/events",
                ["content-type"] = "application/json",
                ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            },
            record.Headers.ToDictionary(header => header.Name, header => header.Text));
    }

    [Fact]
    public async Task A_module_of_a_device_is_named_in_the_topic()
    {
        await RunAsync(Event(5) with { Module = "sim" });
        var record = Assert.Single(log.Of("telemetry.raw"));
        Assert.Equal("devices/d1/modules/sim/messages/events", record.Header("topic"));
        Assert.Equal("demo/d1", Encoding.UTF8.GetString(record.Key.Span));
    }

    [Fact]
    public async Task An_event_that_is_delivered_again_is_the_same_record_and_Validate_drops_it()
    {
        var rig = Validate();
        HubEvent[] events = [.. Enumerable.Range(0, 100).Select(i => Event(i))];
        foreach (var _ in new[] { 1, 2 }) await new IngestStep(rig.Log, blobs, Topics, Options, TenantRegions.None, NullLogger<IngestStep>.Instance).RunAsync(events, default);
        var raw = rig.Log.Of("telemetry.raw");
        Assert.Equal(200, raw.Count);
        for (var i = 0; i < 100; i++) Assert.Equal(raw[i].Headers.Select(header => (header.Name, header.Text)), raw[i + 100].Headers.Select(header => (header.Name, header.Text)));
        await rig.RunAsync(raw);
        Assert.Equal(100, rig.Log.Of("telemetry.valid").Count);
    }

    [Fact]
    public async Task A_batch_that_is_delivered_again_long_after_is_dropped_however_far_apart_its_events_came_in()
    {
        var rig = Validate();
        // Ten minutes between two events of a device: longer than every id is remembered.
        HubEvent[] events = [.. Enumerable.Range(0, 100).Select(i => Event(i) with { Enqueued = Enqueued + (i * 600_000L) })];
        foreach (var _ in new[] { 1, 2 }) await new IngestStep(rig.Log, blobs, Topics, Options, TenantRegions.None, NullLogger<IngestStep>.Instance).RunAsync(events, default);
        await rig.RunAsync(rig.Log.Of("telemetry.raw"));
        Assert.Equal(100, rig.Log.Of("telemetry.valid").Count);
    }

    [Fact]
    public void A_batch_of_the_trigger_is_no_larger_than_what_Validate_remembers_of_a_device_for_certain()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ServerlessIot.sln"))) folder = folder.Parent!;
        var hostJson = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullName, "functions", "Stream", "host.json")))!["extensions"]!["eventHubs"]!;
        Assert.InRange((int)hostJson["maxEventBatchSize"]!, 1, 128);
        Assert.Equal(1, (int)hostJson["batchCheckpointFrequency"]!);
    }

    [Fact]
    public async Task A_hub_that_was_made_anew_gives_other_ids_to_the_same_numbers()
    {
        await RunAsync(Event(5), Event(5) with { Enqueued = Enqueued + 1 });
        Assert.Equal(2, log.Of("telemetry.raw").Select(record => record.Header("ce_id")).Distinct().Count());
    }

    [Fact]
    public async Task A_message_that_a_device_sent_twice_under_a_GUID_has_one_id_and_counters_are_no_ids()
    {
        var id = "0f8fad5b-d9cb-469f-a165-70867728950e";
        await RunAsync(Event(1) with { MessageId = id }, Event(2) with { MessageId = id.ToUpperInvariant() }, Event(3) with { MessageId = "1" }, Event(4) with { MessageId = "1" },
            Event(5) with { MessageId = Guid.Empty.ToString() }, Event(6) with { MessageId = Guid.Empty.ToString() });
        Assert.Equal([id, id, $"hub-3-{Enqueued}", $"hub-4-{Enqueued}", $"hub-5-{Enqueued}", $"hub-6-{Enqueued}"], log.Of("telemetry.raw").Select(record => record.Header("ce_id")!));
    }

    [Theory]
    [InlineData("Telemetry", 1)]
    [InlineData("telemetry", 1)]
    [InlineData(null, 1)]
    [InlineData("twinChangeEvents", 0)]
    [InlineData("deviceLifecycleEvents", 0)]
    [InlineData("deviceConnectionStateEvents", 0)]
    [InlineData("", 0)]
    public async Task Only_telemetry_is_taken(string? kind, int records)
    {
        await RunAsync(Event(5) with { Kind = kind });
        Assert.Equal(records, log.Of("telemetry.raw").Count);
        Assert.Empty(log.Of("telemetry.quarantine"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("dévice")]
    public async Task An_event_without_a_device_goes_to_quarantine_and_its_neighbours_go_on(string? device)
    {
        await RunAsync(Event(5) with { Device = device }, Event(6));
        var refused = Assert.Single(log.Of("telemetry.quarantine"));
        Assert.Equal(("no-device", "ingest", $"quarantine-ingest-hub-5-{Enqueued}"), (refused.Header("reason-code"), refused.Header("refused-by"), refused.Header("ce_id")));
        Assert.Equal("{\"value\":1}", Encoding.UTF8.GetString(refused.Value.Span));
        Assert.True(refused.Key.IsEmpty);
        Assert.Single(log.Of("telemetry.raw"));
    }

    [Fact]
    public async Task What_is_empty_or_cannot_be_read_goes_to_quarantine_with_its_device()
    {
        await RunAsync(Event(5) with { Body = default }, Event(6) with { Fault = "its body is an AMQP value." });
        Assert.Equal([("empty", "demo/d1"), ("unreadable", "demo/d1")], log.Of("telemetry.quarantine").Select(record => (record.Header("reason-code")!, Encoding.UTF8.GetString(record.Key.Span))));
        Assert.Contains("AMQP value", log.Of("telemetry.quarantine")[1].Header("reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_large_for_the_log_goes_into_a_blob_to_which_its_record_refers()
    {
        var largest = new byte[Most];
        var larger = new byte[Most + 1];
        larger[^1] = 1;
        await RunAsync(Event(5) with { Body = largest }, Event(6) with { Body = larger });
        await RunAsync(Event(6) with { Body = larger });
        Assert.Equal(largest.Length, Assert.Single(log.Of("telemetry.raw")).Value.Length);
        var refused = log.Of("telemetry.quarantine");
        Assert.All(refused, record => Assert.Equal(("too-large", 0), (record.Header("reason-code"), record.Value.Length)));
        Assert.Equal(2, refused.Count);
        Assert.Single(refused.Select(record => record.Header("blob")).Distinct());
        Assert.Equal(larger, (await blobs.DownloadAsync(refused[0].Header("blob")!, default))!.Content.ToArray());
    }

    [Fact]
    public async Task A_failure_of_the_log_or_of_the_blobs_fails_the_batch()
    {
        log.OnWrite = _ => throw new LogUnavailableException("away");
        await Assert.ThrowsAsync<LogUnavailableException>(() => RunAsync(Event(5)));
        log.OnWrite = _ => { };
        blobs.OnWrite = (_, _) => throw new StoreUnavailableException("away");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => RunAsync(Event(5), Event(6) with { Body = new byte[Most + 1] }));
        Assert.Empty(log.Of("telemetry.quarantine"));
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", true)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 ", false)]
    [InlineData("|4bf92f3577b34da6a3ce929d0e0e4736.1", false)]
    [InlineData("", false)]
    public async Task Only_a_traceparent_of_the_W3C_is_handed_on(string text, bool handedOn)
    {
        await RunAsync(Event(5) with { TraceParent = text });
        Assert.Equal(handedOn ? text : null, log.Of("telemetry.raw")[0].Header("traceparent"));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    public async Task Without_a_time_that_can_be_the_record_has_the_time_of_its_writing(long enqueued)
    {
        await RunAsync(Event(5) with { Enqueued = enqueued });
        Assert.Equal((log.Now, null), (log.Of("telemetry.raw")[0].Timestamp, log.Of("telemetry.raw")[0].Header("ce_time")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\tb")]
    public void A_tenant_that_is_no_name_is_refused_with_advice(string tenant)
    {
        var error = Assert.Throws<InvalidOperationException>(() => new IngestStep(log, blobs, Topics, Options with { Tenant = tenant }, TenantRegions.None, NullLogger<IngestStep>.Instance));
        Assert.Contains("Ingest__Tenant", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_device_sets_an_event_ends_in_one_record_whose_headers_are_small_and_whose_tenant_is_the_setting()
    {
        var text = Gen.OneOf(
            Gen.Constant<string?>(null), ArbMap.Default.GeneratorFor<string>().Select(value => (string?)value),
            Gen.Choose(0, 5_000).Select(length => (string?)new string('x', length)), Gen.Elements<string?>("d1", "\ud800", "demo/other", "00-0-0-0", "text/plain\r\nx: y"));
        var events = from device in text
                     from module in text
                     from id in text
                     from type in text
                     from trace in text
                     from body in Gen.Choose(0, 3).Select(length => new byte[length])
                     from enqueued in Gen.Elements(0L, -5L, Enqueued, long.MaxValue, long.MinValue)
                     from sequence in Gen.Elements(0L, 7L, long.MaxValue, long.MinValue)
                     select new HubEvent { Body = body, Device = device, Module = module, MessageId = id, ContentType = type, TraceParent = trace, Enqueued = enqueued, Sequence = sequence };
        Prop.ForAll(events.ToArbitrary(), e =>
        {
            var (record, again) = (Written(e), Written(e));
            var key = DeviceKey.Read(record.Key.Span);
            return record.Headers.Sum(header => header.Name.Length + header.Value.Length) < 4_000
                && record.Headers.All(header => !header.Text.Any(char.IsControl))
                && (record.Topic == "telemetry.quarantine" ? key.Tenant is null or "demo" : key == ("demo", e.Device))
                && record.Headers.Select(header => header.Name).Distinct().Count() == record.Headers.Count
                && again.Headers.Select(header => (header.Name, header.Text)).SequenceEqual(record.Headers.Select(header => (header.Name, header.Text)));
        }).QuickCheckThrowOnFailure();
    }

    private static LogRecord Written(HubEvent e)
    {
        var log = new MemoryLog(1);
        new IngestStep(log, new MemoryBlobs(), Topics, Options, TenantRegions.None, NullLogger<IngestStep>.Instance).RunAsync([e], default).GetAwaiter().GetResult();
        return Assert.Single(log.All("telemetry.raw").Concat(log.All("telemetry.quarantine")));
    }

    private static Rig<ValidateState> Validate() => new(rig => new ValidateStep(rig.Log, rig.Blobs, Topics, new ValidateOptions()));

    private static IngestOptions Options { get; } = new() { Hub = "hub" };

    private static HubEvent Event(long sequence) => new()
    {
        Body = "{\"value\":1}"u8.ToArray(),
        Sequence = sequence,
        Enqueued = Enqueued,
        Device = "d1",
        Kind = "Telemetry",
    };

    [Fact]
    public void A_tenant_that_is_bound_to_another_region_is_refused_at_the_start()
    {
        var regions = new TenantRegions { Here = "eu", Tenants = $"{Options.Tenant}=us" };
        var error = Assert.Throws<InvalidOperationException>(() => new IngestStep(log, blobs, Topics, Options, regions, NullLogger<IngestStep>.Instance));
        Assert.Contains("bound to region us", error.Message, StringComparison.Ordinal);
    }

    private Task RunAsync(params HubEvent[] events) => new IngestStep(log, blobs, Topics, Options, TenantRegions.None, NullLogger<IngestStep>.Instance).RunAsync(events, default);
}
