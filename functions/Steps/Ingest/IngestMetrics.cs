using System.Diagnostics.Metrics;

namespace ServerlessIot.Steps.Ingest;

/// <summary>Counters of Ingest, meter <c>ServerlessIot</c>.</summary>
internal static class IngestMetrics
{
    private static readonly Meter Meter = new("ServerlessIot");
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("serverlessiot.ingest.events", "{event}", "Events of the event hub, by what became of them");

    public static void Count(string outcome, int events) => Events.Add(events, new KeyValuePair<string, object?>("outcome", outcome));
}
