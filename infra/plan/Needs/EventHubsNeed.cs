using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Needs;

/// <summary>What the log has to bear in the busiest hour.</summary>
/// <param name="EventsIn">Records a second written.</param>
/// <param name="BytesIn">Bytes a second written.</param>
/// <param name="EventsOut">Records a second read.</param>
/// <param name="BytesOut">Bytes a second read.</param>
/// <param name="StandardUnits">Throughput units that this takes.</param>
/// <param name="PremiumUnits">Processing units that this takes, of those that exist; null = more than there are.</param>
/// <param name="DedicatedUnits">Capacity units that this takes.</param>
/// <param name="MonthlyEvents">Records written in a month, in millions.</param>
/// <param name="StoredGigabytes">Kept at the end of the retention.</param>
public sealed record EventHubsNeed(
    double EventsIn, double BytesIn, double EventsOut, double BytesOut, int StandardUnits, int? PremiumUnits, int DedicatedUnits, double MonthlyEvents, double StoredGigabytes)
{
    /// <summary>Most throughput units of a Standard namespace.</summary>
    public const int MostStandard = 40;

    private static readonly int[] Premium = [1, 2, 4, 8, 16];

    /// <summary>Units that the tier of a size would need; null = the tier ends below.</summary>
    public int? Units(string tier) => tier switch
    {
        "Standard" => StandardUnits <= MostStandard ? StandardUnits : null,
        "Premium" => PremiumUnits,
        _ => DedicatedUnits,
    };

    /// <summary>The smallest tier that bears it.</summary>
    public string Tier => StandardUnits <= MostStandard ? "Standard" : PremiumUnits is not null ? "Premium" : "Dedicated";

    /// <summary>Works it out; units by the documented limits that bicep's sizes are tested with.</summary>
    public static EventHubsNeed Of(Load load, Size size, ByteCosts bytes)
    {
        var (peakEvents, peakBytes, peakOut, peakBytesOut) = Written(load, size, bytes, load.Peak);
        var (events, written, _, _) = Written(load, size, bytes, load.MessagesPerSecond);
        // Standard: 1,000 events or 1 MB a second in, 4,096 events or 2 MB out; Premium: the lower end of 5 to 10 MB in and 10 to 20 out; Dedicated: 100 MB in, 200 out.
        var standard = Up(Max(peakEvents / 1_000, peakBytes / 1e6, peakOut / 4_096, peakBytesOut / 2e6));
        var premium = Up(Max(peakBytes / 5e6, peakBytesOut / 10e6));
        var dedicated = Up(Max(peakBytes / 100e6, peakBytesOut / 200e6));
        return new EventHubsNeed(
            peakEvents, peakBytes, peakOut, peakBytesOut, standard, Premium.Cast<int?>().FirstOrDefault(units => units >= premium), dedicated,
            events * Month.Seconds / 1e6, written * size.EventHubs.RetentionHours * 3_600 / 1e9);
    }

    private static (double Events, double Bytes, double Read, double BytesRead) Written(Load load, Size size, ByteCosts bytes, double rate)
    {
        double refused = rate * load.QuarantineRate, valid = rate - refused, alerts = rate * load.AlarmRate, windows = load.ActivePerMinute(rate) / 60;
        var ticks = size.Partitions["Raw"] / 60.0;
        double rawBytes = load.PayloadBytes + bytes.RecordOverhead, validBytes = rawBytes + bytes.EventOverPayload;
        var topics = new Dictionary<string, (double Events, double Bytes)>
        {
            ["Raw"] = (rate + ticks, (rate * rawBytes) + (ticks * bytes.RecordOverhead)),
            ["Valid"] = (valid + ticks, (valid * validBytes) + (ticks * bytes.RecordOverhead)),
            ["Quarantine"] = (refused, refused * rawBytes),
            ["Alerts"] = (alerts, alerts * (bytes.AlertRecord + bytes.RecordOverhead)),
            ["Replies"] = (0, 0),
            ["Aggregates"] = (windows, windows * (bytes.WindowRecord + bytes.RecordOverhead)),
        };
        return (
            topics.Values.Sum(topic => topic.Events), topics.Values.Sum(topic => topic.Bytes),
            size.Functions.Sum(function => topics[function.Topic].Events), size.Functions.Sum(function => topics[function.Topic].Bytes));
    }

    private static double Max(params ReadOnlySpan<double> values)
    {
        var most = 0.0;
        foreach (var value in values) most = Math.Max(most, value);
        return most;
    }

    private static int Up(double units) => Math.Max(1, (int)Math.Ceiling(Math.Min(units, 1e6) - 1e-9));
}
