using ServerlessIot.Plan.Archive;

namespace ServerlessIot.Plan.Tests.Archive;

/// <summary>The bill of the vehicles by hand: 43,200,000,000 rows a day.</summary>
public sealed class ArchiveBillTest
{
    private const double Month = 730.0 / 24;
    private const double Daily = 43.2;
    private static readonly ArchiveReport Vehicles = Known.Report("3");
    private static readonly ArchiveLoad Load = Vehicles.Load;

    [Fact]
    public void Ten_years_are_paid_by_what_lies_in_each_tier()
    {
        var bill = Vehicles.Bills[2];
        Assert.Equal(120 * Month, bill.Days, 9);
        Assert.Equal(6.5 * Daily * 95 * Price("storage.gigabytes.Standard_LRS"), Part(bill, "Hot", "rows"), 6);
        Assert.Equal((90 - (Month / 2) - 6.5) * Daily * 9.3 * Price("storage.cool.gigabytes"), Part(bill, "Cool", "rows"), 6);
        Assert.Equal(90 * Daily * 8.4 * Price("storage.cold.gigabytes"), Part(bill, "Cold", "rows"), 6);
        Assert.Equal(((120 * Month) - 180 + (Month / 2)) * Daily * 8.4 * Price("storage.archive.gigabytes"), Part(bill, "Archive", "rows"), 6);
        Assert.Equal(120 * Month * Daily * 76.6 * Price("storage.gigabytes.Standard_LRS"), bill.AllHot[0].Amount, 6);
    }

    [Fact]
    public void What_was_replaced_is_paid_until_it_cannot_be_restored()
    {
        // A blob of Store, and segments of five minutes (300 rows a chunk), hours (3,600) and days (86,400 in 22 chunks), for an hour and 14 days.
        var bytes = 76.6 + (3 * 95) + (588 / 300.0) + (588 / 3600.0) + (588 * 22 / 86_400.0);
        Assert.Equal((14 + (1 / 24.0)) * Daily * bytes * Price("storage.gigabytes.Standard_LRS"), Part(Vehicles.Bills[2], "Hot", "deleted, can be restored"), 2);
        Assert.Equal((14 + (1 / 24.0)) * Daily * (9.3 + (588 * 22 / 86_400.0)) * Price("storage.cool.gigabytes"), Part(Vehicles.Bills[2], "Cool", "deleted, can be restored"), 2);
    }

    [Fact]
    public void Requests_and_retrieval_begin_when_the_first_rows_are_old_enough()
    {
        Assert.Equal(0, Part(Bill(Known.Settings, 6), "TierWarm", "TierWarm: writes"));
        Assert.Equal(0, Part(Vehicles.Bills[0], "TierCold", "retrieval out of Cool"));
        var warm = Vehicles.Stages.Single(stage => stage.Name == "TierWarm");
        var expected = Month / 1e6 * (((warm.Uploads + warm.Commits) * Price("storage.cool.writes")) + (2 * 192 * 12 * Price("storage.writes.Standard_LRS")));
        Assert.Equal(expected, Part(Vehicles.Bills[0], "TierWarm", "TierWarm: writes"), 6);
        Assert.Equal(Month * Daily * (9.3 + (588 * 22 / 86_400.0)) * Price("storage.cool.retrieval"), Part(Vehicles.Bills[1], "TierCold", "retrieval out of Cool"), 6);
        var store = Month / 1e6 * 192 * 28_800 * ((2 * Price("storage.writes.Standard_LRS")) + Price("storage.reads"));
        Assert.All(Vehicles.Bills, bill => Assert.Equal(store, bill.Tiers.Where(line => line.Service == "Store").Sum(line => line.Amount), 6));
        Assert.All(Vehicles.Bills, bill => Assert.Equal(store, bill.AllHot.Skip(1).Sum(line => line.Amount), 6));
    }

    [Fact]
    public void Who_leaves_a_tier_too_early_pays_for_the_days_that_are_left()
    {
        Assert.Equal(0, Vehicles.Bills[2].Tiers.Where(line => line.Part == "early deletion").Sum(line => line.Amount));
        // A month in Cool from its 7th day on leaves with its first day 31 days old: its first day after 24 days, its 25th and later ones at once; 60 days in Cold; 130 in Archive.
        var early = new ArchiveSettings(7, 31, 91, 191 - Month, 0, 100_000);
        var days = Enumerable.Range(0, 30).Average(day => day <= 24 ? 6.0 + day : 30);
        var bill = Bill(early, double.PositiveInfinity);
        Assert.Equal(days * Daily * (9.3 + (588 * 22 / 86_400.0)) * Price("storage.cool.gigabytes"), Part(bill, "Cool", "early deletion"), 6);
        Assert.Equal(30 * Daily * 8.4 * Price("storage.cold.gigabytes"), Part(bill, "Cold", "early deletion"), 6);
        Assert.Equal(80 * Daily * 8.4 * Price("storage.archive.gigabytes"), Part(bill, "Archive", "early deletion"), 6);
    }

    [Fact]
    public void Totals_are_sums_and_tiers_win_by_far_in_the_end()
    {
        Assert.All(Vehicles.Bills, bill => Assert.Equal((bill.Tiers.Sum(line => line.Amount), bill.AllHot.Sum(line => line.Amount)), (bill.Total, bill.TotalAllHot)));
        Assert.All(Known.Of(new()), report => Assert.InRange(report.Bills[2].Total / report.Bills[2].TotalAllHot, 0.01, 0.1));
    }

    private static ArchiveBill Bill(ArchiveSettings settings, double days) => ArchiveBill.Of(Load, settings, Files.Costs.Archive.Work, Known.Prices, days);

    private static double Price(string item) => Known.Prices.Items[item].Amount;

    private static double Part(ArchiveBill bill, string service, string part) => bill.Tiers.Where(line => line.Service == service && line.Part == part).Sum(line => line.Amount);
}
