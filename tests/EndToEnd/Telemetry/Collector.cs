using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.EndToEnd.Tests.Telemetry;

/// <summary>Takes metrics and traces by OTLP over HTTP (opentelemetry-proto, collector/trace/v1 and collector/metrics/v1).</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication web;

    private Collector(WebApplication web) => this.web = web;

    /// <summary>Address for OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    public string Address => web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public ConcurrentQueue<Span> Spans { get; } = new();

    /// <summary>Names of metrics, each with the name of the service that sent it.</summary>
    public ConcurrentDictionary<(string Service, string Metric), int> Metrics { get; } = new();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        collector.web.MapPost("/v1/traces", request => TakeAsync(request, collector.Traces));
        collector.web.MapPost("/v1/metrics", request => TakeAsync(request, collector.Measures));
        await collector.web.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private static async Task TakeAsync(HttpContext context, Action<ReadOnlyMemory<byte>> take)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        take(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }

    // ExportTraceServiceRequest.resource_spans = 1; ResourceSpans.scope_spans = 2; ScopeSpans.spans = 2;
    // Span: trace_id = 1, span_id = 2, parent_span_id = 4, name = 5.
    private void Traces(ReadOnlyMemory<byte> request)
    {
        foreach (var resource in Protobuf.Fields(request, 1))
        {
            foreach (var span in Protobuf.Fields(resource, 2).SelectMany(scope => Protobuf.Fields(scope, 2)))
                Spans.Enqueue(new Span(ServiceOf(resource), Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(Protobuf.Fields(span, 5).Single().Span)));
        }
    }

    // ExportMetricsServiceRequest.resource_metrics = 1; ResourceMetrics.scope_metrics = 2; ScopeMetrics.metrics = 2; Metric.name = 1.
    private void Measures(ReadOnlyMemory<byte> request)
    {
        foreach (var resource in Protobuf.Fields(request, 1))
        {
            foreach (var metric in Protobuf.Fields(resource, 2).SelectMany(scope => Protobuf.Fields(scope, 2)))
                Metrics.AddOrUpdate((ServiceOf(resource), Encoding.UTF8.GetString(Protobuf.Fields(metric, 1).Single().Span)), 1, (_, count) => count + 1);
        }
    }

    // ResourceSpans.resource = 1; Resource.attributes = 1; KeyValue: key = 1, value = 2; AnyValue.string_value = 1.
    private static string ServiceOf(ReadOnlyMemory<byte> resource) => Protobuf.Fields(resource, 1).SelectMany(part => Protobuf.Fields(part, 1))
        .Where(pair => Encoding.UTF8.GetString(Protobuf.Fields(pair, 1).Single().Span) == "service.name")
        .Select(pair => Encoding.UTF8.GetString(Protobuf.Fields(Protobuf.Fields(pair, 2).Single(), 1).Single().Span)).Single();

    private static string Hex(ReadOnlyMemory<byte> span, int field) => Convert.ToHexStringLower(Protobuf.Fields(span, field).FirstOrDefault().Span);
}

/// <summary>A span as it was received.</summary>
internal sealed record Span(string Service, string TraceId, string SpanId, string ParentId, string Name);
