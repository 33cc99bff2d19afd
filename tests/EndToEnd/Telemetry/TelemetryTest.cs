using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.EndToEnd.Tests.Telemetry;

/// <summary>What a collector receives of a running edition.</summary>
public sealed class TelemetryTest
{
    [Fact]
    public async Task A_trace_leads_from_the_publishing_to_the_archives_row_and_every_process_sends_its_metrics()
    {
        await using var collector = await Collector.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
            ["Bridge__TraceEvery"] = "20",
        };
        await using var edition = await EditionProcess.UpAsync(EditionProcess.NewFolder(), settings, "--rate", "100", "--devices", "10");

        await Until.TrueAsync(() => Task.FromResult(Whole(collector) is not null), () => string.Join('\n', collector.Spans.Select(span => span.ToString()).Distinct().Take(50)) + edition.Output);
        await Until.TrueAsync(() => Task.FromResult(Expected.All(collector.Metrics.ContainsKey)), () => string.Join('\n', collector.Metrics.Keys.Order()));

        var root = Whole(collector)!;
        Assert.Equal("", root.ParentId);
        foreach (var span in collector.Spans.Where(span => span.TraceId == root.TraceId && span.SpanId != root.SpanId))
            Assert.Equal(("serverlessiot-functions", root.SpanId), (span.Service, span.ParentId));
    }

    private static readonly (string, string)[] Expected =
    [
        ("serverlessiot-bridge", "messaging.client.consumed.messages"), ("serverlessiot-bridge", "serverlessiot.bridge.connections"),
        ("serverlessiot-functions", "messaging.client.consumed.messages"), ("serverlessiot-functions", "messaging.process.duration"),
        ("serverlessiot-functions", "serverlessiot.step.delay"), ("serverlessiot-functions", "serverlessiot.audit.lag"), ("serverlessiot-functions", "serverlessiot.validate.events"),
    ];

    /// <summary>A published message's span whose trace holds Validate and the four readers; null while there is none.</summary>
    private static Span? Whole(Collector collector)
    {
        foreach (var trace in collector.Spans.GroupBy(span => span.TraceId))
        {
            var root = trace.FirstOrDefault(span => span is { Service: "serverlessiot-bridge", Name: "publish telemetry.raw" });
            if (root is not null && trace.Any(span => span.Name == "process telemetry.raw") && trace.Count(span => span.Name == "process telemetry.valid") >= 4) return root;
        }

        return null;
    }
}
