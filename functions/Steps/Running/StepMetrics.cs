using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ServerlessIot.Steps.Running;

/// <summary>
/// What the journaled steps measure, meter <c>ServerlessIot</c>. Names and attributes follow OpenTelemetry's semantic conventions
/// for messaging (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/) where these have one.
/// </summary>
internal static class StepMetrics
{
    private static readonly Meter Meter = new("ServerlessIot");
    private static readonly Counter<long> Consumed = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Records that were committed and told");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("messaging.process.duration", "s", "From the arrival of a batch at a step until it was told, or failed");
    private static readonly Histogram<double> Delay = Meter.CreateHistogram<double>("serverlessiot.step.delay", "s", "From the time stamp of a batch's oldest record until it was told");
    private static readonly Counter<long> Incidents = Meter.CreateCounter<long>("serverlessiot.step.incidents", "{incident}", "Events out of the ordinary, by kind");

    /// <summary>One partition's part of a batch is through.</summary>
    /// <param name="step">Name of the step.</param>
    /// <param name="records">Its records, sorted by offset.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="now">Time at its end.</param>
    public static void Processed(string step, IReadOnlyList<Ports.LogRecord> records, TimeSpan took, DateTimeOffset now)
    {
        var tags = Tags(step, records[0].Topic);
        Consumed.Add(records.Count, tags);
        Duration.Record(took.TotalSeconds, tags);
        Delay.Record(Math.Max(0, (now.ToUnixTimeMilliseconds() - records[0].Timestamp) / 1000.0), tags);
    }

    /// <summary>A batch failed; it comes again.</summary>
    public static void Failed(string step, string topic, TimeSpan took, Exception exception)
    {
        var tags = Tags(step, topic);
        tags.Add("error.type", exception.GetType().Name);
        Duration.Record(took.TotalSeconds, tags);
    }

    /// <summary>Something out of the ordinary: conflict, gap, lost, hole, recreated, stale, forgotten, divided or refused.</summary>
    public static void Incident(string step, int partition, string kind, long count = 1) =>
        Incidents.Add(count, new TagList { { "step", step }, { "partition", partition }, { "kind", kind } });

    private static TagList Tags(string step, string topic) => new()
    {
        { "messaging.system", "kafka" }, { "messaging.operation.name", "process" }, { "messaging.destination.name", topic }, { "messaging.consumer.group.name", step },
    };
}
