using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessIot.Plan.Archive;

namespace ServerlessIot.Plan.Output;

/// <summary>Reports of the archive for programs: one JSON object.</summary>
public static class ArchiveJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes reports.</summary>
    public static string Write(IReadOnlyList<ArchiveReport> reports) => JsonSerializer.Serialize(new { Reports = reports.Select(Report) }, Options);

    private static object Report(ArchiveReport report)
    {
        var (load, volume) = (report.Load, report.Volume);
        return new
        {
            load.Name,
            load.Load.MessagesPerSecond,
            load.Load.PayloadBytes,
            Devices = load.Load.DeviceCount,
            Curve = load.Load.Curve.Factors,
            Row = load.RowName,
            ValuesPerEvent = load.Values,
            Size = load.Size.Name,
            Ages = report.Settings,
            GzipBytesPerEvent = load.Bytes.Gzip,
            GzipBytesPerValue = load.Bytes.Gzip / load.Values,
            Tiers = TierPrices.Tiers.Select(tier => new
            {
                Tier = tier,
                BytesPerEvent = volume.RowBytes(tier),
                BytesPerValue = volume.RowBytes(tier) / load.Values,
                IndexBytesPerEvent = volume.IndexBytes(tier),
                Held = report.Bills.Select(bill => new
                {
                    bill.Days,
                    Rows = volume.RowDays(tier, bill.Days) * load.RowsPerDay,
                    Gigabytes = volume.Rows(tier, bill.Days),
                    IndexGigabytes = volume.Index(tier, bill.Days),
                    DeletedGigabytes = volume.Deleted(tier, bill.Days),
                }),
                ReadingMonth = report.ReadingMonth[tier],
            }),
            RequestsPerMillionEvents = report.Stages.Select(stage => Requests(stage, load.RowsPerDay / 1e6)),
            report.Prices.Currency,
            report.Prices.AsOf,
            report.Prices.Region,
            Bills = report.Bills.Select(bill => new { bill.Days, bill.Total, bill.TotalAllHot, bill.Tiers, bill.AllHot }),
            report.Notes,
        };
    }

    private static object Requests(Stage stage, double millions) => new
    {
        stage.Name,
        stage.Reads,
        stage.Writes,
        Merges = stage.Merges / millions,
        Segments = stage.Segments / millions,
        Uploads = stage.Uploads / millions,
        Commits = stage.Commits / millions,
        Changes = stage.Changes / millions,
        Entries = stage.Entries / millions,
        Leases = stage.Leases / millions,
        AllWrites = stage.AllWrites / millions,
        Read = stage.Read / millions,
        Looks = stage.Looks / millions,
        Deletes = stage.Deletes / millions,
    };
}
