using System.Diagnostics;
using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>
/// A span for each record whose trace is sampled (W3C Trace Context, header <c>traceparent</c>), source <c>ServerlessIot</c>: the
/// parent is the span that the header names, the publishing of the device or the bridge, so that one trace leads from there to
/// the archive's row. As long as the batch that the record came in.
/// </summary>
internal static class StepTraces
{
    private static readonly ActivitySource Source = new("ServerlessIot");

    /// <summary>Notes records that are through.</summary>
    public static void Processed(string step, IReadOnlyList<LogRecord> records, DateTimeOffset from, DateTimeOffset to)
    {
        if (!Source.HasListeners()) return;
        foreach (var record in records)
        {
            if (Parent(record) is not { } parent) continue;
            using var span = Source.StartActivity($"process {record.Topic}", ActivityKind.Consumer, parent, startTime: from);
            if (span is null) continue;
            span.SetTag("messaging.system", "kafka");
            span.SetTag("messaging.operation.name", "process");
            span.SetTag("messaging.destination.name", record.Topic);
            span.SetTag("messaging.destination.partition.id", record.Partition.ToString(CultureInfo.InvariantCulture));
            span.SetTag("messaging.kafka.offset", record.Offset);
            span.SetTag("messaging.consumer.group.name", step);
            span.SetEndTime(to.UtcDateTime);
        }
    }

    private static ActivityContext? Parent(LogRecord record)
    {
        foreach (var header in record.Headers)
        {
            if (header.Name != LogHeaders.TraceParent) continue;
            var sampled = ActivityContext.TryParse(Encoding.ASCII.GetString(header.Value.Span), traceState: null, isRemote: true, out var context) && (context.TraceFlags & ActivityTraceFlags.Recorded) != 0;
            return sampled ? context : null;
        }

        return null;
    }
}
