using ServerlessIot.Plan.Archive;

namespace ServerlessIot.Plan.Tests.Archive;

/// <summary>Requests of 500,000 messages/s from 500,000 vehicles on 192 partitions, by hand: 225,000,000 rows of a partition and day.</summary>
public sealed class StagesTest
{
    private const double Rows = 225_000_000;
    private const double Block = 4 << 20;
    private const double Month = 730.0 / 24;
    private static readonly ArchiveReport Vehicles = Known.Report("3");

    [Fact]
    public void Store_uploads_and_enters_a_blob_for_each_partition_and_3_s()
    {
        var store = Stage("Store");
        Assert.Equal((192 * 28_800, 192 * 28_800, 2 * 192 * 28_800), (store.Uploads, store.Entries, store.AllWrites));
    }

    [Fact]
    public void Five_minutes_are_8_merges_of_100_000_rows_at_most()
    {
        // 781,250 rows; each merge 97,656 rows of 95 bytes: 3 blocks and an index.
        var stage = Stage("Compact, 5 minutes");
        Written(stage, merges: 192 * 288 * 8, segments: 192 * 288 * 8, blocks: 192 * 288 * 8 * 3);
        Assert.Equal((192 * 28_800, 192 * 28_800), (stage.Read, stage.Deletes));
    }

    [Fact]
    public void An_hour_of_96_segments_is_two_merges_and_a_day_of_225_million_rows_twelve()
    {
        Written(Stage("Compact, hour"), 192 * 24 * 2, 192 * 24 * 2, 192 * 24 * 2 * Math.Ceiling(Rows / 48 * 95 / Block));
        Written(Stage("Compact, day"), 192 * 12, 192 * 12, 192 * 12 * Math.Ceiling(Rows / 12 * 95 / Block));
        Assert.Equal((2 * 192 * 288 * 8, 2 * 192 * 48), (Stage("Compact, hour").Deletes, Stage("Compact, day").Deletes));
    }

    [Fact]
    public void A_month_is_as_many_merges_of_20_million_rows_as_it_takes()
    {
        Written(Stage("TierWarm"), 192 * 12, 192 * 12, 192 * 12 * Math.Ceiling(Rows / 12 * 9.3 / Block));
        var segments = Math.Ceiling(Rows * Month / 20_000_000);
        Assert.Equal(343, segments);
        Written(Stage("TierCold"), 192 / Month * segments, 192 / Month * segments, 192 / Month * segments * Math.Ceiling(Rows * Month * 8.4 / segments / Block));
        Assert.Equal(192 / Month * segments, Stage("to Archive").Changes, 6);
        Assert.Equal(192 * 2 * 12, Stage("TierCold").Deletes);
        Assert.Equal(2 * 192 / Month * segments, Stage("deleted for age").Deletes, 6);
    }

    [Fact]
    public void Reading_a_day_takes_its_index_and_windows_of_a_page_of_chunks()
    {
        // A twelfth of the chunks of 2,604 devices, 22 each; 128 of them a page, whose rows are read in MiB; the index is too large to be read at once.
        double pages = Math.Ceiling(500_000 / 192.0 * 22 / 12 / 128), windows = Math.Ceiling(Rows * 95 / 12 / pages / (1 << 20));
        Assert.Equal(192 * 12 * (2 + pages + (pages * windows)), Stage("TierWarm").Read, 6);
    }

    [Fact]
    public void Runs_keep_their_leases_once_a_partition()
    {
        var runs = Stage("timers' runs");
        Assert.Equal((288 * 194) + 194 + 386, runs.Leases, 6);
        Assert.Equal(288 * 192, runs.Entries, 6);
        Assert.Equal(runs.Leases + (290 * 192 * 2), runs.Looks, 6);
    }

    [Fact]
    public void Quiet_hours_make_no_blobs_and_small_loads_no_empty_ones()
    {
        var quiet = Known.Of(new() { Load = new() { MessagesPerSecond = 24, Curve = Plan.Input.DailyCurve.Of("own", [1, .. Enumerable.Repeat(0.0, 23)]) }, Size = "10k" })[0];
        var all = Known.Of(new() { Load = new() { MessagesPerSecond = 24 * 24 }, Size = "10k" })[0];
        Assert.Equal(all.Stages[0].Uploads / 24, quiet.Stages[0].Uploads, 6);
        // One message in 100 s on 32 partitions: hardly two in one blob.
        var few = Known.Of(new() { Load = new() { MessagesPerSecond = 0.01 }, Size = "10k" })[0];
        Assert.InRange(few.Stages[0].Uploads, 863, 864);
        Assert.InRange(few.Stages[1].Merges, 820, 864);
    }

    private static Stage Stage(string name) => Vehicles.Stages.Single(stage => stage.Name == name);

    private static void Written(Stage stage, double merges, double segments, double blocks)
    {
        Assert.Equal(merges, stage.Merges, 6);
        Assert.Equal(segments, stage.Segments, 6);
        Assert.Equal(blocks + segments, stage.Uploads, 6);
        Assert.Equal(2 * segments, stage.Commits, 6);
        Assert.Equal((merges, merges), (stage.Entries, stage.Leases));
        Assert.Equal(blocks + (3 * segments) + (2 * merges), stage.AllWrites, 6);
    }
}
