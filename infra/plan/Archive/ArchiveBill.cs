using ServerlessIot.Plan.Bill;
using ServerlessIot.Plan.Costs;

namespace ServerlessIot.Plan.Archive;

/// <summary>What the archive costs in the month after so many days of running.</summary>
/// <param name="Days">Days of running.</param>
/// <param name="Tiers">With tiers; a line's service is its tier, or what its requests are for.</param>
/// <param name="AllHot">With everything left as Store wrote it: gzip JSON lines in the hot tier.</param>
public sealed record ArchiveBill(double Days, IReadOnlyList<BillLine> Tiers, IReadOnlyList<BillLine> AllHot)
{
    /// <summary>Part of what was deleted and can still be restored.</summary>
    public const string Restorable = "deleted, can be restored";

    /// <summary>All of it.</summary>
    public double Total => Tiers.Sum(line => line.Amount);

    /// <summary>All of it when everything stays hot.</summary>
    public double TotalAllHot => AllHot.Sum(line => line.Amount);

    /// <summary>Writes a bill; without end of days, that of the steady state.</summary>
    public static ArchiveBill Of(ArchiveLoad load, ArchiveSettings settings, WorkCosts work, Prices prices, double days)
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(prices);
        var stages = Stages.Of(load, settings, work).ToDictionary(stage => stage.Name);
        var (volume, tiers) = (new Volume(load, settings, work), new TierPrices(prices));
        return new ArchiveBill(
            days,
            [.. Data(volume, tiers, days), .. Requests(volume, stages, tiers, days), .. TooEarly(volume, settings, tiers, prices.EarlyDeletion, days)],
            [
                new("Hot", "gzip JSON lines", tiers.Data("hot", volume.AllHot(days))),
                .. Written(stages["Store"], "Store", tiers),
            ]);
    }

    private static IEnumerable<BillLine> Data(Volume volume, TierPrices tiers, double days)
    {
        yield return new("Hot", "rows", tiers.Data("hot", volume.Rows("hot", days)));
        yield return new("Hot", "indexes", tiers.Data("hot", volume.Index("hot", days)));
        yield return new("Hot", Restorable, tiers.Data("hot", volume.Deleted("hot", days)));
        yield return new("Cool", "rows", tiers.Data("cool", volume.Rows("cool", days)));
        yield return new("Cool", "indexes", tiers.Data("cool", volume.Index("cool", days)));
        yield return new("Cool", Restorable, tiers.Data("cool", volume.Deleted("cool", days)));
        yield return new("Cold", "rows", tiers.Data("cold", volume.Rows("cold", days)));
        yield return new("Cold", "indexes, those of Archive too", tiers.Data("cold", volume.Index("cold", days)));
        yield return new("Cold", Restorable, tiers.Data("cold", volume.Deleted("cold", days)));
        yield return new("Archive", "rows", tiers.Data("archive", volume.Rows("archive", days)));
        yield return new("Archive", Restorable, tiers.Data("archive", volume.Deleted("archive", days)));
    }

    private static IEnumerable<BillLine> Requests(Volume volume, Dictionary<string, Stage> stages, TierPrices tiers, double days)
    {
        var stays = volume.Stays;
        foreach (var line in Written(stages["Store"], "Store", tiers)) yield return line;
        foreach (var name in new[] { "Compact, 5 minutes", "Compact, hour", "Compact, day", "timers' runs" })
        {
            foreach (var line in Written(stages[name], "Compact", tiers)) yield return line;
        }

        if (days >= stays.Hot.To)
        {
            foreach (var line in Written(stages["TierWarm"], "TierWarm", tiers)) yield return line;
        }

        if (days >= stays.Cool.To)
        {
            foreach (var line in Written(stages["TierCold"], "TierCold", tiers)) yield return line;
            yield return new("TierCold", "retrieval out of Cool", tiers.Retrieval("cool", volume.MonthlyOutOfCool));
        }

        if (days >= stays.Cold.To && stays.Archive.To > stays.Archive.From)
        {
            foreach (var line in Written(stages["to Archive"], "TierCold", tiers)) yield return line;
        }

        if (days < stays.Archive.To) yield break;
        foreach (var line in Written(stages["deleted for age"], "TierCold", tiers)) yield return line;
    }

    private static IEnumerable<BillLine> Written(Stage stage, string service, TierPrices tiers)
    {
        yield return new(service, $"{stage.Name}: writes", tiers.Writes(stage.Writes, stage.TierWrites * Month.Days) + tiers.Writes("hot", stage.HotWrites * Month.Days));
        yield return new(service, $"{stage.Name}: reads", tiers.Reads(stage.Reads, stage.Read * Month.Days) + tiers.Reads("hot", stage.Looks * Month.Days));
    }

    private static IEnumerable<BillLine> TooEarly(Volume volume, ArchiveSettings settings, TierPrices tiers, EarlyDeletion least, double days)
    {
        var (stays, month) = (volume.Stays, Month.Days);
        // A month leaves as a whole, so that its last day has been in Cool for a month less than its first.
        var cool = Enumerable.Range(0, 30).Average(day => Math.Max(0, least.CoolDays - Math.Max(0, settings.WarmDays - settings.HotDays - day)));
        yield return Line("Cool", "cool", days >= stays.Cool.To, cool, volume.PerDay("cool"));
        var archived = stays.Archive.To > stays.Archive.From;
        var cold = (archived ? settings.ColdDays : settings.KeepDays + month) - settings.WarmDays;
        yield return Line("Cold", "cold", days >= stays.Cold.To, Math.Max(0, least.ColdDays - cold), volume.PerDay("cold"));
        yield return Line("Archive", "archive", archived && days >= stays.Archive.To, Math.Max(0, least.ArchiveDays - (settings.KeepDays + month - settings.ColdDays)), volume.PerDay("archive"));

        BillLine Line(string service, string tier, bool begun, double missing, double gigabytesPerDay) =>
            new(service, "early deletion", begun ? tiers.Data(tier, gigabytesPerDay * missing) : 0);
    }
}
