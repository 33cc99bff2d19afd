using System.Diagnostics.Metrics;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Audit;

/// <summary>Measures of Audit, meter <c>ServerlessIot</c>.</summary>
internal static class AuditMetrics
{
    private static readonly Meter Meter = new("ServerlessIot");
    private static readonly Counter<long> Looks = Meter.CreateCounter<long>("serverlessiot.audit.looks", "{look}", "Looks at the books that were finished");
    private static readonly Counter<long> Alarms = Meter.CreateCounter<long>("serverlessiot.audit.alarms", "{alarm}", "Alerts that were raised because the books are off");
    private static readonly Gauge<long> Differences = Meter.CreateGauge<long>("serverlessiot.audit.differences", "{record}", "Records, events or rows by which the books of a partition are off");
    private static readonly Gauge<long> Lag = Meter.CreateGauge<long>("serverlessiot.audit.lag", "{record}", "Numbers of telemetry.valid that a reader has not reached yet");

    private static readonly Gauge<long> Events = Meter.CreateGauge<long>("serverlessiot.validate.events", "{event}", "Events by verdict since Validate's journal began, as the books have them");

    public static void Raised(int partition, Difference difference) => Alarms.Add(1, Tags(difference.Step, partition, ("kind", difference.Kind)));

    public static void Looked(AuditBooks books)
    {
        Looks.Add(1);
        foreach (var partition in books.Partitions)
        {
            Differences.Record(partition.Incidents.Sum(incident => Math.Abs(incident.Difference.Amount)), new KeyValuePair<string, object?>("partition", partition.Partition));
            if (!partition.Steps.TryGetValue(ValidateStep.StepName, out var validate) || validate.Books is not { } told) continue;
            foreach (var (verdict, count) in new[] { ("valid", told.Valid), ("quarantined", told.Quarantined), ("duplicate", told.Duplicates) })
                Events.Record(count, new("verdict", verdict), new("partition", partition.Partition));
            foreach (var (step, ledger) in partition.Steps)
            {
                if (step != ValidateStep.StepName) Lag.Record(told.Number - ledger.Marks.Number, Tags(step, partition.Partition));
            }
        }
    }

    private static KeyValuePair<string, object?>[] Tags(string step, int partition, params (string Name, string Value)[] more) =>
        [new("step", step), new("partition", partition), .. more.Select(tag => new KeyValuePair<string, object?>(tag.Name, tag.Value))];
}
