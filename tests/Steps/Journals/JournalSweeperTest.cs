using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Journals;

public class JournalSweeperTest
{
    private const string Head = "journals/store/p=000/head";
    private readonly MemoryBlobs blobs = new();

    [Fact]
    public async Task What_was_sealed_before_the_last_few_goes_and_the_content_stays()
    {
        await RollAsync(12);
        var before = await ContentAsync();
        // 13 journals and 12 snapshots, of which the head names five and what they start from.
        Assert.Equal(26, blobs.Names.Count());
        Assert.Equal(15, await SweepAsync());
        Assert.Equal(11, blobs.Names.Count());
        Assert.Equal(before, await ContentAsync());
        Assert.Equal(0, await SweepAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task What_follows_from_a_head_that_lags_behind_stays(int rolls)
    {
        await RollAsync(8);
        var head = (await blobs.DownloadAsync(Head, default))!.Content;
        await RollAsync(rolls);
        await blobs.TryReplaceAsync(Head, head, (await blobs.DownloadAsync(Head, default))!.Version, default);
        var before = await ContentAsync();
        Assert.True(await SweepAsync() > 0);
        Assert.Equal(before, await ContentAsync());
        await RollAsync(2);
        Assert.NotEqual(before, await ContentAsync());
    }

    [Fact]
    public async Task A_reader_that_stands_in_what_was_deleted_reads_anew()
    {
        await RollAsync(1);
        var news = (await JournalTail.ReadAsync(blobs, "store", 0, null, default))!;
        await RollAsync(9);
        Assert.True(await SweepAsync() > 0);
        var later = (await JournalTail.ReadAsync(blobs, "store", 0, news.Position, default))!;
        Assert.True(later.Anew);
        Assert.Equal(await ContentAsync(), Text(later.Snapshot, later.Entries));
    }

    [Fact]
    public async Task What_is_young_stays()
    {
        blobs.Now = DateTimeOffset.UnixEpoch.AddDays(30);
        await blobs.UploadAsync("journals/store/p=000/snapshot-young", new byte[] { 1 }, default);
        await RollAsync(9);
        await SweepAsync(DateTimeOffset.UnixEpoch.AddDays(29));
        Assert.Contains("journals/store/p=000/snapshot-young", blobs.Names);
    }

    private Task<int> SweepAsync(DateTimeOffset? before = null) => new JournalSweeper(blobs).RunAsync(before ?? DateTimeOffset.MaxValue, default);

    private async Task RollAsync(int times)
    {
        var (journal, content) = await Journal.OpenAsync(blobs, "store", 0, default);
        var value = content.Snapshot.IsEmpty ? (byte)0 : content.Snapshot.Span[0];
        for (var i = 0; i < times; i++)
        {
            Assert.True(await journal.TryAppendAsync(new[] { ++value }, default));
            Assert.True(await journal.RollAsync(new[] { value }, default));
        }

        Assert.True(await journal.TryAppendAsync(new byte[] { 200 }, default));
    }

    private async Task<string> ContentAsync()
    {
        var content = (await Journal.ReadAsync(blobs, "store", 0, default))!;
        return Text(content.Snapshot, content.Entries);
    }

    private static string Text(ReadOnlyMemory<byte> snapshot, IEnumerable<ReadOnlyMemory<byte>> entries) =>
        $"{Convert.ToHexString(snapshot.Span)}: {string.Join(' ', entries.Select(entry => Convert.ToHexString(entry.Span)))}";
}
