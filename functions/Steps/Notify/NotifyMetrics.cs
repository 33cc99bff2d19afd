using System.Diagnostics.Metrics;

namespace ServerlessIot.Steps.Notify;

/// <summary>Counters of Notify, meter <c>ServerlessIot</c>.</summary>
internal static class NotifyMetrics
{
    private static readonly Meter Meter = new("ServerlessIot");
    private static readonly Counter<long> OpenedAlerts = Meter.CreateCounter<long>("serverlessiot.notify.opened", "{alert}", "Alerts that got a document");
    private static readonly Counter<long> Storms = Meter.CreateCounter<long>("serverlessiot.notify.storms", "{storm}", "Storms that got an alert");
    private static readonly Counter<long> EscalatedAlerts = Meter.CreateCounter<long>("serverlessiot.notify.escalated", "{alert}", "Alerts that nobody took and that were told to further channels");
    private static readonly Counter<long> RefusedRecords = Meter.CreateCounter<long>("serverlessiot.notify.refused", "{record}", "Records of the topic alerts that are no alerts");
    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("serverlessiot.notify.deliveries", "{attempt}", "Attempts on channels");

    public static void Escalated() => EscalatedAlerts.Add(1);

    public static void Storm() => Storms.Add(1);

    public static void Opened() => OpenedAlerts.Add(1);

    public static void Refused() => RefusedRecords.Add(1);

    public static void Attempted(string channel, bool delivered) =>
        Deliveries.Add(1, new KeyValuePair<string, object?>("channel", channel), new KeyValuePair<string, object?>("outcome", delivered ? "sent" : "failed"));
}
