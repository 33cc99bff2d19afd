using System.Globalization;
using ServerlessIot.Plan.Archive;
using ServerlessIot.Plan.Bill;

namespace ServerlessIot.Plan.Output;

/// <summary>Reports of the archive to be read.</summary>
public sealed class ArchiveText(TextWriter output)
{
    /// <summary>Writes reports.</summary>
    public void Write(IReadOnlyList<ArchiveReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        foreach (var report in reports)
        {
            if (report != reports[0]) Line();
            Report(report);
        }
    }

    private void Report(ArchiveReport report)
    {
        var (load, ages) = (report.Load, report.Settings);
        Line($"{load.Name}: {load.Load.MessagesPerSecond:N0} messages/s, {load.Load.PayloadBytes:N0} bytes, {load.Load.MessagesPerSecond * load.Load.PayloadBytes * 86_400 / 1e12:N2} TB a day, {load.Load.DeviceCount:N0} devices; rows: {load.RowName}, {load.Values:0.#} values; size {load.Size.Name}, {load.Partitions:N0} partitions");
        Line($"hot until {ages.HotDays:0} days, Cool until {ages.WarmDays:0}, Cold until {ages.ColdDays:0}, Archive until {ages.KeepDays:0}");
        Bytes(report);
        Requests(report);
        Bill(report);
        foreach (var note in report.Notes) Line($"note: {note}");
    }

    private void Bytes(ArchiveReport report)
    {
        var (load, volume) = (report.Load, report.Volume);
        Line();
        Line($"{"bytes",-34}{"an event",10}{"a value",10}{"index",10}{"GB after 1 month",19}{"1 year",14}{"10 years",14}{"reading a month",18}");
        Line($"{"gzip JSON lines, all hot",-34}{load.Bytes.Gzip,10:N2}{load.Bytes.Gzip / load.Values,10:N3}{"-",10}{Gigabytes(report, volume.AllHot)}");
        string[] what = ["hot: JSON lines, by device", "Cool: columns of days", "Cold: columns of months", "Archive: the same"];
        for (var i = 0; i < what.Length; i++)
        {
            var tier = TierPrices.Tiers[i];
            Line($"{what[i],-34}{volume.RowBytes(tier),10:N2}{volume.RowBytes(tier) / load.Values,10:N3}{volume.IndexBytes(tier),10:N2}{Gigabytes(report, days => volume.Rows(tier, days) + volume.Index(tier, days))}{report.ReadingMonth[tier],18:N2}");
        }

        Line($"{"deleted, can be restored",-64}{Gigabytes(report, days => TierPrices.Tiers.Sum(tier => volume.Deleted(tier, days)))}");
    }

    private void Requests(ArchiveReport report)
    {
        var millions = report.Load.RowsPerDay / 1e6;
        Line();
        Line($"{"a million events",-20}{"merges",10}{"uploads",10}{"commits",10}{"changes",10}{"entries",10}{"leases",10}{"writes",10}{"reads",10}{"deletes",10}");
        foreach (var stage in report.Stages)
        {
            double[] requests = [stage.Merges, stage.Uploads, stage.Commits, stage.Changes, stage.Entries, stage.Leases, stage.AllWrites, stage.Read + stage.Looks, stage.Deletes];
            Line($"{stage.Name,-20}{string.Concat(requests.Select(count => $"{Count(count / millions),10}"))}");
        }

        double[] all = [report.Stages.Sum(stage => stage.AllWrites), report.Stages.Sum(stage => stage.Read + stage.Looks), report.Stages.Sum(stage => stage.Deletes)];
        Line($"{"all",-80}{string.Concat(all.Select(count => $"{Count(count / millions),10}"))}");
    }

    private void Bill(ArchiveReport report)
    {
        var (last, prices) = (report.Bills[^1], report.Prices);
        Line();
        Line($"{$"a month in {prices.Currency}, after",-40}{"1 month",16}{"1 year",16}{"10 years",16}   ({prices.Region}, list prices as of {prices.AsOf:yyyy-MM-dd}: check them)");
        Line($"{"everything hot, gzip JSON lines",-40}{Sums(report, bill => bill.TotalAllHot)}");
        foreach (var name in last.AllHot.Select(line => line.Service).Distinct())
            Line($"{$"  {Named(name)}",-40}{Sums(report, bill => bill.AllHot.Where(line => line.Service == name).Sum(line => line.Amount))}");
        Line($"{"in tiers",-40}{Sums(report, bill => bill.Total)}");
        foreach (var name in last.Tiers.Select(line => line.Service).Distinct())
        {
            foreach (var part in last.Tiers.Where(line => line.Service == name).Select(Part).Distinct())
            {
                double Of(ArchiveBill bill) => bill.Tiers.Where(line => line.Service == name && Part(line) == part).Sum(line => line.Amount);
                // That nothing is paid for leaving too early is worth a line.
                if (part == "early deletion" || report.Bills.Any(bill => Of(bill) >= 0.005)) Line($"{$"  {Named(name)}: {part}",-40}{Sums(report, Of)}");
            }
        }

        Line($"{"in tiers, of everything hot",-40}{string.Concat(report.Bills.Select(bill => Text($"{bill.Total / bill.TotalAllHot,16:P1}")))}");
    }

    private static string Named(string service) => service == "Hot" ? "hot" : service;

    // Requests are told stage by stage above.
    private static string Part(BillLine line) => line.Part.Contains(": ", StringComparison.Ordinal) ? "requests" : line.Part;

    private static string Count(double count) => count switch
    {
        0 => "-",
        < 0.001 => "< 0.001",
        < 10 => Text($"{count:0.000}"),
        < 1_000 => Text($"{count:0.0}"),
        _ => Text($"{count:N0}"),
    };

    private static string Sums(ArchiveReport report, Func<ArchiveBill, double> sum) => string.Concat(report.Bills.Select(bill => Text($"{sum(bill),16:N2}")));

    private static string Gigabytes(ArchiveReport report, Func<double, double> gigabytes)
    {
        var all = report.Bills.Select(bill => gigabytes(bill.Days)).ToList();
        return Text($"{all[0],19:N1}{all[1],14:N1}{all[2],14:N1}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Line(FormattableString? text = null) => output.WriteLine(text is null ? "" : Text(text).TrimEnd());
}
