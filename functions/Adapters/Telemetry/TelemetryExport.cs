using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
#if AZURE_MONITOR
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
#endif

namespace ServerlessIot.Adapters.Telemetry;

/// <summary>
/// Sends what the meter and the source <c>ServerlessIot</c> measure: by OTLP to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>
/// names (its other variables, OTEL_EXPORTER_OTLP_HEADERS for example, count too:
/// https://opentelemetry.io/docs/specs/otel/protocol/exporter/), and to Application Insights where
/// <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is set, under the process's managed identity. Without either nothing is sent.
/// </summary>
public sealed class TelemetryExport : IDisposable
{
    private const string Source = "ServerlessIot";
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private readonly MeterProvider metrics;
    private readonly TracerProvider traces;

    private TelemetryExport(MeterProvider metrics, TracerProvider traces) => (this.metrics, this.traces) = (metrics, traces);

    /// <summary>Starts sending; null when nobody is named who would take it.</summary>
    /// <param name="service">Name of the process, as <c>service.name</c> after <c>serverlessiot-</c>.</param>
    public static TelemetryExport? Start(string service)
    {
        var otlp = IsSet(OtlpEndpoint);
        var azure = IsSet(AzureMonitor);
        if (!otlp && !azure) return null;
        var resource = ResourceBuilder.CreateDefault().AddService("serverlessiot-" + service);
        var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Source);
        var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Source);
        if (otlp)
        {
            metrics.AddOtlpExporter();
            traces.AddOtlpExporter();
        }

#if AZURE_MONITOR
        if (azure)
        {
            metrics.AddAzureMonitorMetricExporter(credential: new DefaultAzureCredential());
            traces.AddAzureMonitorTraceExporter(credential: new DefaultAzureCredential());
        }
#endif
        return new TelemetryExport(metrics.Build(), traces.Build());
    }

    /// <summary>Sends what is left, for 5 seconds at most.</summary>
    public void Dispose()
    {
        metrics.Shutdown(5_000);
        traces.Shutdown(5_000);
        metrics.Dispose();
        traces.Dispose();
    }

    private static bool IsSet(string? variable) => variable is not null && !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(variable));

#if AZURE_MONITOR
    private const string? AzureMonitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";
#else
    /// <summary>The packages of this build cannot send there.</summary>
    private const string? AzureMonitor = null;
#endif
}
