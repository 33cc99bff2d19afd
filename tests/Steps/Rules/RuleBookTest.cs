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

    internal static ReadOnlyMemory<byte> File(int version, double above = 50) => Encoding.UTF8.GetBytes(
        FormattableString.Invariant($$"""{"version":{{version}},"rules":[{"id":"hot","kind":"threshold","measure":"temperature","above":{{above}},"severity":4}]}"""));
}
