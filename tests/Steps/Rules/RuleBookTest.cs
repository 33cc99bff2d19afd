using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Rules;

public class RuleBookTest
{
    private readonly MemoryBlobs blobs = new();
    private readonly StoppedClock clock = new();

    private RuleBook Book => new(blobs, clock, NullLogger<RuleBook>.Instance);

    [Fact]
    public async Task What_was_published_is_read_as_it_was()
    {
        Assert.Null(await Book.LatestAsync(default));
        var publication = await Book.PublishAsync(File(1), "anna", default);
        Assert.Equal((PublicationOutcome.Published, 1, "anna"), (publication.Outcome, publication.Latest!.Version, publication.Latest.By));
        var set = await Book.ReadAsync((await Book.LatestAsync(default))!, default);
        Assert.Equal(File(1).ToArray(), set!.File.ToArray());
        Assert.Equal("hot", Assert.Single(set.Rules).Head.Id);
    }

    [Fact]
    public async Task Publishing_again_changes_nothing_and_an_older_version_is_not_published()
    {
        await Book.PublishAsync(File(2), "anna", default);
        Assert.Equal("anna", (await Book.PublishAsync(File(2), "otto", default)).Latest!.By);
        Assert.Equal(PublicationOutcome.Outdated, (await Book.PublishAsync(File(1), "otto", default)).Outcome);
        Assert.Equal(PublicationOutcome.Outdated, (await Book.PublishAsync(File(2, above: 5), "otto", default)).Outcome);
        Assert.Equal(2, (await Book.LatestAsync(default))!.Version);
    }

    [Theory]
    [InlineData("""{"version":1,"rules":[{"id":"hot"}]}""", "Line 1: rules[0] needs a severity from 1 to 5, or a level.")]
    [InlineData("""{"version":0,"rules":[]}""", "Line 1: version must be a whole number from 1; 0 is that of the rules that ship.")]
    public async Task A_faulty_file_is_refused_and_the_one_before_stays(string file, string reason)
    {
        await Book.PublishAsync(File(1), null, default);
        var publication = await Book.PublishAsync(Encoding.UTF8.GetBytes(file), null, default);
        Assert.Equal((PublicationOutcome.Refused, reason), (publication.Outcome, publication.Reason));
        Assert.Equal(1, (await Book.LatestAsync(default))!.Version);
    }

    [Fact]
    public async Task Of_many_who_publish_at_once_the_highest_version_stays()
    {
        await Task.WhenAll(Enumerable.Range(1, 4).Select(version => Book.PublishAsync(File(version), null, default)));
        Assert.Equal(4, (await Book.LatestAsync(default))!.Version);
    }

    [Fact]
    public async Task A_blob_that_was_changed_or_is_gone_is_not_read()
    {
        var name = (await Book.PublishAsync(File(1), null, default)).Latest!.Name;
        var blob = await blobs.DownloadAsync(name.Blob, default);
        await blobs.TryReplaceAsync(name.Blob, File(1, above: 6), blob!.Version, default);
        Assert.Null(await Book.ReadAsync(name, default));
        await blobs.DeleteAsync(name.Blob, default);
        Assert.Null(await Book.ReadAsync(name, default));
    }

    [Fact]
    public async Task It_knows_what_was_published_when_the_last_hundred_times()
    {
        Assert.Equal((0, 0), ((await Book.HistoryAsync(default)).Since, (await Book.HistoryAsync(default)).Publications.Count));
        var times = new List<long>();
        for (var version = 1; version <= 102; version++)
        {
            // A clock may be behind that of whoever published before.
            clock.Now += TimeSpan.FromMinutes(version == 50 ? -3 : 1);
            await Book.PublishAsync(File(version), null, default);
            times.Add(clock.Now.ToUnixTimeMilliseconds());
            if (version == 100) Assert.Equal((0, 100), ((await Book.HistoryAsync(default)).Since, (await Book.HistoryAsync(default)).Publications.Count));
        }

        await Book.PublishAsync(File(102), null, default);
        var history = await Book.HistoryAsync(default);
        Assert.Equal(Enumerable.Range(3, 100), history.Publications.Select(one => one.Version));
        Assert.Equal(history.Publications.Select(one => one.Time).Order(), history.Publications.Select(one => one.Time));
        Assert.Equal((times[2], times[2], times[^1]), (history.Since, history.Publications[0].Time, history.Publications[^1].Time));
        Assert.Equal((await Book.LatestAsync(default))!, new Domain.Rules.RulesName(102, history.Publications[^1].Hash));
    }

    [Theory]
    [InlineData("""{"version":7,"hash":"0123","rules":2,"time":1700000000000}""", 1_700_000_000_000, 7)]
    [InlineData("no JSON", long.MaxValue, 0)]
    public async Task Of_what_an_older_version_wrote_or_somebody_damaged_the_past_is_not_known(string blob, long since, int version)
    {
        await blobs.TryReplaceAsync(RuleBook.LatestBlob, Encoding.UTF8.GetBytes(blob), null, default);
        var before = await Book.HistoryAsync(default);
        Assert.Equal((since, version), (before.Since, before.Publications.Select(one => one.Version).LastOrDefault()));
        await Book.PublishAsync(File(8), "anna", default);
        var after = await Book.HistoryAsync(default);
        Assert.Equal(version == 0 ? [8] : [7, 8], after.Publications.Select(one => one.Version));
        Assert.Equal(after.Publications[0].Time, after.Since);
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_once()
    {
        var lines = new CountedLog<RuleBook>();
        var book = new RuleBook(blobs, clock, lines);
        var name = (await book.PublishAsync(File(1), null, default)).Latest!.Name;
        var blob = await blobs.DownloadAsync(name.Blob, default);
        await blobs.DeleteAsync(name.Blob, default);
        for (var i = 0; i < 3; i++) Assert.Null(await book.ReadAsync(name, default));
        Assert.Equal(1, lines.Count(1801));
        await blobs.TryReplaceAsync(name.Blob, blob!.Content, null, default);
        Assert.NotNull(await book.ReadAsync(name, default));
        await blobs.DeleteAsync(name.Blob, default);
        Assert.Null(await book.ReadAsync(name, default));
        Assert.Equal(2, lines.Count(1801));
    }

    internal static ReadOnlyMemory<byte> File(int version, double above = 50) => Encoding.UTF8.GetBytes(
        FormattableString.Invariant($$"""{"version":{{version}},"rules":[{"id":"hot","kind":"threshold","measure":"temperature","above":{{above}},"severity":4}]}"""));
}
