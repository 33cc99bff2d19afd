using System.Globalization;
using ServerlessIot.Plan.Bill;
using ServerlessIot.Plan.Costs;

namespace ServerlessIot.Plan.Archive;

/// <summary>What the archive of a load takes and costs.</summary>
public sealed record ArchiveReport
{
    /// <summary>What is archived.</summary>
    public required ArchiveLoad Load { get; init; }

    /// <summary>Ages.</summary>
    public required ArchiveSettings Settings { get; init; }

    /// <summary>Where it lies.</summary>
    public required Volume Volume { get; init; }

    /// <summary>Requests of a day.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>Bills after a month, a year and ten years.</summary>
    public required IReadOnlyList<ArchiveBill> Bills { get; init; }

    /// <summary>What reading a month of all rows costs in each tier.</summary>
    public required IReadOnlyDictionary<string, double> ReadingMonth { get; init; }

    /// <summary>All prices.</summary>
    public required Prices Prices { get; init; }

    /// <summary>What should be known besides.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Makes it. Pure: the same input makes the same report.</summary>
    /// <exception cref="PlanException">Nothing arrives.</exception>
    public static ArchiveReport Of(ArchiveLoad load, ArchiveSettings settings, WorkCosts work, Prices prices)
    {
        ArgumentNullException.ThrowIfNull(load);
        if (load.Load.MessagesPerSecond <= 0) throw new PlanException("--messages 0: an archive of nothing costs nothing.");
        var (volume, stages) = (new Volume(load, settings, work), Archive.Stages.Of(load, settings, work));
        var bills = new[] { Month.Days, 12 * Month.Days, 120 * Month.Days }.Select(days => ArchiveBill.Of(load, settings, work, prices, days)).ToList();
        return new ArchiveReport
        {
            Load = load,
            Settings = settings,
            Volume = volume,
            Stages = stages,
            Bills = bills,
            ReadingMonth = Reading(load, settings, work, volume, stages, new TierPrices(prices)),
            Prices = prices,
            Notes = [.. About(load, settings, work, prices, bills[^1])],
        };
    }

    private static Dictionary<string, double> Reading(ArchiveLoad load, ArchiveSettings settings, WorkCosts work, Volume volume, IReadOnlyList<Stage> stages, TierPrices tiers)
    {
        var cold = stages.First(stage => stage.Name == "TierCold");
        var requests = new Dictionary<string, double>
        {
            ["hot"] = stages.First(stage => stage.Name == "TierWarm").Read,
            ["cool"] = cold.Read,
            ["cold"] = Archive.Stages.ReadCold(load, settings, work),
            // Each is brought back whole.
            ["archive"] = cold.Segments,
        };
        return TierPrices.Tiers.ToDictionary(tier => tier, tier => tiers.Reads(tier, requests[tier] * Month.Days) + tiers.Retrieval(tier, volume.PerDay(tier) * Month.Days));
    }

    private static IEnumerable<string> About(ArchiveLoad load, ArchiveSettings settings, WorkCosts work, Prices prices, ArchiveBill last)
    {
        if (load.Source is { TerabytesPerDay: { } bytes, MessageBytesFrom: { } from, MessageBytesTo: { } to })
            yield return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.##} TB a day are {load.Load.PayloadBytes:N0} bytes a message at {load.Load.MessagesPerSecond:N0} messages/s all day; of {from:N0} to {to:N0} bytes each they are {bytes * 1e12 / 86_400 / to:N0} to {bytes * 1e12 / 86_400 / from:N0} messages/s.");
        if (load.Scale > 1)
            yield return string.Create(CultureInfo.InvariantCulture, $"rows were measured with payloads of {load.Row.PayloadBytes:N0} bytes; larger ones are taken to hold {load.Scale:0.0} times as much of the same.");
        if (load.Size.StorageSku != "Standard_LRS")
            yield return $"the account of size {load.Size.Name} is {load.Size.StorageSku}; these prices are those of Standard_LRS, and only accounts without zones have the tier Archive.";
        var restorable = last.Tiers.Where(line => line.Part == ArchiveBill.Restorable).Sum(line => line.Amount);
        if (restorable > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"what was replaced can be restored for {work.RestoreDays:0} days (restoreDays of bicep/main.bicep) and is paid for that long: {restorable:N2} of {last.Total:N2} after 10 years.");
        if (settings.ColdDays - settings.WarmDays < prices.EarlyDeletion.ColdDays)
            yield return string.Create(CultureInfo.InvariantCulture, $"rows leave Cold after {settings.ColdDays - settings.WarmDays:0} days and pay for {prices.EarlyDeletion.ColdDays:0}.");
        yield return "storage only: the bill of ./plan holds the time of the functions, with merges at a length that is assumed, whatever the load.";
    }
}
