using ServerlessIot.Plan.Costs;

namespace ServerlessIot.Plan.Archive;

/// <summary>GB that lie where after so many days of running.</summary>
public sealed class Volume
{
    private const double Slot = 300;
    private const double Hour = 3_600;
    private const double Day = 86_400;
    private readonly ArchiveLoad load;
    private readonly ArchiveSettings settings;
    private readonly WorkCosts work;

    /// <summary>Of a load.</summary>
    public Volume(ArchiveLoad load, ArchiveSettings settings, WorkCosts work)
    {
        (this.load, this.settings, this.work) = (load, settings, work);
        Stays = Stays.Of(settings);
    }

    /// <summary>How long rows stay where.</summary>
    public Stays Stays { get; }

    /// <summary>GB of rows and indexes that TierCold reads in a month.</summary>
    public double MonthlyOutOfCool => Gigabytes(Month.Days, load.Bytes.Warm + IndexBytes("cool"));

    private double Restorable => settings.SweepDays + work.RestoreDays;

    private Stay Gone => After(Stays.Archive.To);

    private string Last => Stays.Archive.To > Stays.Archive.From ? "archive" : "cold";

    /// <summary>Bytes of a row in a tier, index apart.</summary>
    public double RowBytes(string tier) => tier switch
    {
        "hot" => load.Bytes.Hot,
        "cool" => load.Bytes.Warm,
        _ => load.Bytes.Cold,
    };

    /// <summary>Bytes of index for a row in a tier; what is in Archive has its index in Cold.</summary>
    public double IndexBytes(string tier) => load.IndexBytes(tier is "hot" or "cool" ? Day : Month.Days * Day, load.Load.MessagesPerSecond, work);

    /// <summary>Days' worth of rows in a tier.</summary>
    public double RowDays(string tier, double days) => Of(tier).After(days);

    /// <summary>Rows in a tier.</summary>
    public double Rows(string tier, double days) => Gigabytes(RowDays(tier, days), RowBytes(tier));

    /// <summary>Indexes in a tier; Cold has those of Archive, too.</summary>
    public double Index(string tier, double days) => tier switch
    {
        "archive" => 0,
        "cold" => Gigabytes(Stays.Cold.After(days) + Stays.Archive.After(days), IndexBytes(tier)),
        _ => Gigabytes(RowDays(tier, days), IndexBytes(tier)),
    };

    /// <summary>What was replaced or deleted and is not gone yet: Store's blobs, the segments of five minutes, hours and days in the hot tier, days in Cool, at last the months.</summary>
    public double Deleted(string tier, double days)
    {
        var rate = load.Load.MessagesPerSecond;
        return tier switch
        {
            "hot" =>
                Gigabytes(After(0).After(days), load.Bytes.Gzip + (2 * load.Bytes.Hot) + load.IndexBytes(Slot, rate, work) + load.IndexBytes(Hour, rate, work))
                + Gigabytes(After(Stays.Hot.To).After(days), load.Bytes.Hot + IndexBytes("hot")),
            "cool" => Gigabytes(After(Stays.Cool.To).After(days), load.Bytes.Warm + IndexBytes("cool")),
            "cold" => Gigabytes(Gone.After(days), IndexBytes("cold") + (Last == "cold" ? load.Bytes.Cold : 0)),
            _ => Last == "archive" ? Gigabytes(Gone.After(days), load.Bytes.Cold) : 0,
        };
    }

    /// <summary>Everything as Store wrote it, in the hot tier until it is old enough to be deleted, and what can be restored of it.</summary>
    public double AllHot(double days) => Gigabytes(new Stay(0, settings.KeepDays + Restorable).After(days), load.Bytes.Gzip);

    /// <summary>GB of a day that enter a tier; indexes only where they leave it with their rows.</summary>
    public double PerDay(string tier) => Gigabytes(1, RowBytes(tier) + (tier == "cool" ? IndexBytes(tier) : 0));

    private Stay Of(string tier) => tier switch
    {
        "hot" => Stays.Hot,
        "cool" => Stays.Cool,
        "cold" => Stays.Cold,
        _ => Stays.Archive,
    };

    private Stay After(double age) => new(age, age + Restorable);

    private double Gigabytes(double days, double bytes) => days * load.RowsPerDay * bytes / 1e9;
}
