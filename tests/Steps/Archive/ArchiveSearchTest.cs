using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Tests.Archive;

public sealed class ArchiveSearchTest : IDisposable
{
    private readonly ArchiveRig rig = new();
    private readonly List<DeviceEvent> stored = [];
    private readonly Random random = new(11);

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Every_answer_is_what_a_look_at_all_rows_gives()
    {
        await StoreAsync();
        for (var i = 0; i < 300; i++)
        {
            var query = AnyQuery();
            var expected = stored.Where(row => Fits(query, row)).Order(RowOrder.Instance).Take(query.Limit).Select(row => row.Id).ToList();
            Assert.Equal(expected, (await rig.Search.FindAsync(query, new ReadCost(), default)).Select(row => row.Id));
        }
    }

    [Fact]
    public async Task Pages_go_on_behind_each_other()
    {
        await StoreAsync();
        var query = new SearchQuery { From = 0, To = long.MaxValue, Attribute = ("production_batch", "B1"), Limit = 7 };
        var all = stored.Where(row => Fits(query with { Limit = int.MaxValue }, row)).Order(RowOrder.Instance).Select(row => row.Id).ToList();
        var paged = new List<string>();
        while (await rig.Search.FindAsync(query, new ReadCost(), default) is { Count: > 0 } page)
        {
            paged.AddRange(page.Select(row => row.Id));
            query = query with { After = SearchKey.TryParse(SearchKey.Of(page[^1]).ToString()) };
        }

        Assert.Equal(all, paged);
    }

    [Fact]
    public async Task A_query_that_would_read_too_much_is_refused()
    {
        await StoreAsync();
        await Assert.ThrowsAsync<SearchTooLargeException>(() => rig.Search.FindAsync(new SearchQuery { From = 0, To = long.MaxValue, Limit = 10, MostBytes = 1000 }, new ReadCost(), default));
    }

    [Fact]
    public async Task A_hot_blob_with_fewer_rows_than_the_manifest_says_is_no_answer()
    {
        await rig.StoreAsync(rig.Row("a", 0, 1), rig.Row("a", 1, 2));
        var name = rig.Blobs.Names.Single(name => name.StartsWith("telemetry/hot/", StringComparison.Ordinal));
        var blob = (await rig.Blobs.DownloadAsync(name, default))!;
        await rig.Blobs.TryReplaceAsync(name, LineChunk.Encode([.. LineChunk.Decode(blob.Content).Take(1)]), blob.Version, default);
        await Assert.ThrowsAsync<CorruptDataException>(() => rig.Search.FindAsync(new SearchQuery { From = 0, To = long.MaxValue, Limit = 9 }, new ReadCost(), default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("YWJj")]
    public void What_is_no_key_is_none(string text) => Assert.Null(SearchKey.TryParse(text));

    private static bool Fits(SearchQuery query, DeviceEvent row) =>
        row.Time >= query.From && row.Time < query.To
        && (query.Tenants is null || query.Tenants.Contains(row.Tenant))
        && (query.Areas is null || (row.Position is { } place && query.Place!(place)))
        && (query.Attribute is not var (name, value) || row.Attributes.Contains(new(name, value)));

    private SearchQuery AnyQuery()
    {
        var from = ArchiveRig.Start.ToUnixTimeMilliseconds() + random.NextInt64(12 * 86_400_000L);
        var place = new Circle(48 + (random.NextDouble() * 0.1), 11.5 + (random.NextDouble() * 0.2), Math.Pow(10, 1 + (random.NextDouble() * 4)));
        return new SearchQuery
        {
            From = from,
            To = from + random.NextInt64(5 * 86_400_000L),
            Tenants = random.Next(3) == 0 ? ["demo"] : null,
            Areas = random.Next(2) == 0 ? place.Areas() : null,
            Place = place.Contains,
            Attribute = random.Next(3) == 0 ? ("production_batch", "B" + random.Next(4)) : null,
            Limit = random.Next(2) == 0 ? 100_000 : 1 + random.Next(20),
        };
    }

    /// <summary>Twelve days: rows in the warm tier, in days, hours, five minutes and hot blobs.</summary>
    private async Task StoreAsync()
    {
        for (var hour = 0; hour < 12 * 24; hour += 2)
        {
            rig.Now = ArchiveRig.Start.AddHours(hour);
            var rows = Enumerable.Range(0, 20).Select(i => Row(hour, i)).ToList();
            stored.AddRange(rows);
            await rig.StoreAsync(rows);
            if (hour % 24 == 22) await RunAsync();
        }

        rig.Now += TimeSpan.FromHours(1);
        await RunAsync();
        var levels = (await rig.StateAsync()).Segments.Select(segment => segment.Level).ToHashSet();
        Assert.Superset(new HashSet<SegmentLevel> { SegmentLevel.Warm, SegmentLevel.Day, SegmentLevel.Hour }, levels);
        await rig.StoreAsync(stored[^1] with { Id = "last" });
        stored.Add(stored[^1] with { Id = "last", Origin = new Origin(0, 0, stored.Count, 0) });
    }

    private DeviceEvent Row(int hour, int i)
    {
        var row = rig.Row(new string('d', 1 + (i % 9)), i * 60, random.Next(100), tenant: i % 5 == 0 ? "other" : "demo");
        return row with { Id = $"{hour}-{i}", Origin = new Origin(0, 0, stored.Count + i, 0) };
    }

    private async Task RunAsync()
    {
        await rig.Compact.RunAsync(default);
        await rig.Warm.RunAsync(default);
    }
}
