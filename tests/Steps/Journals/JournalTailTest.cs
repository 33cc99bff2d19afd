using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Journals;

public class JournalTailTest
{
    private readonly MemoryBlobs blobs = new();

    [Fact]
    public async Task There_is_nothing_before_the_journal_is_opened() => Assert.Null(await ReadAsync(null));

    [Fact]
    public async Task Each_look_brings_what_was_appended_since_the_last_one()
    {
        var journal = await OpenAsync();
        await AppendAsync(journal, 1, 2);
        var first = await ReadAsync(null);
        Assert.Equal((true, "1 2"), (first!.Anew, Text(first)));
        var idle = await ReadAsync(first.Position);
        Assert.Equal((false, "", first.Position), (idle!.Anew, Text(idle), idle.Position));
        await AppendAsync(journal, 3);
        var next = await ReadAsync(idle.Position);
        Assert.Equal((false, "3"), (next!.Anew, Text(next)));
    }

    [Fact]
    public async Task A_roll_between_two_looks_is_followed_without_the_snapshot()
    {
        var journal = await OpenAsync();
        await AppendAsync(journal, 1);
        var first = await ReadAsync(null);
        await AppendAsync(journal, 2);
        Assert.True(await journal.RollAsync(new byte[] { 9 }, default));
        await AppendAsync(journal, 3);
        Assert.True(await journal.RollAsync(new byte[] { 8 }, default));
        await AppendAsync(journal, 4);
        var next = await ReadAsync(first!.Position);
        Assert.Equal((false, "2 3 4", 0), (next!.Anew, Text(next), next.Snapshot.Length));
    }

    [Fact]
    public async Task A_first_look_begins_at_the_latest_snapshot_even_where_the_head_was_not_moved()
    {
        var journal = await OpenAsync();
        await AppendAsync(journal, 1);
        blobs.OnWrite = (name, _) =>
        {
            if (name.EndsWith("head", StringComparison.Ordinal)) throw new Crash(name);
        };
        await Assert.ThrowsAsync<Crash>(() => journal.RollAsync(new byte[] { 9 }, default));
        blobs.OnWrite = (_, _) => { };
        await AppendAsync(await OpenAsync(), 2);
        var first = await ReadAsync(null);
        Assert.Equal((true, "2"), (first!.Anew, Text(first)));
        Assert.Equal([9], first.Snapshot.ToArray());
        var idle = await ReadAsync(first.Position);
        Assert.Equal((false, ""), (idle!.Anew, Text(idle)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_journal_that_lost_its_tail_is_read_anew(bool goesOn)
    {
        var journal = await OpenAsync();
        await AppendAsync(journal, 1);
        var back = blobs.Remember();
        await AppendAsync(journal, 2);
        var ahead = await ReadAsync(null);
        back();
        if (goesOn) await AppendAsync(await OpenAsync(), 5, 6);
        var next = await ReadAsync(ahead!.Position);
        Assert.Equal((true, goesOn ? "1 5 6" : "1"), (next!.Anew, Text(next)));
    }

    [Fact]
    public async Task A_branch_that_the_store_forgot_is_left()
    {
        var journal = await OpenAsync();
        await AppendAsync(journal, 1);
        var back = blobs.Remember();
        Assert.True(await journal.RollAsync(new byte[] { 9 }, default));
        var ahead = await ReadAsync(null);
        var successor = (await blobs.DownloadAsync(ahead!.Position.Blob, default))!;
        back();
        // The successor outlived the seal and the head.
        var created = await blobs.CreateAppendAsync(ahead.Position.Blob, default);
        await blobs.TryAppendAsync(ahead.Position.Blob, 0, created, successor.Content, default);
        await AppendAsync(await OpenAsync(), 2);
        var next = await ReadAsync(ahead.Position);
        Assert.Equal((true, "1 2"), (next!.Anew, Text(next)));
    }

    private static string Text(JournalNews news) => string.Join(' ', news.Entries.Select(entry => entry.Span[0]));

    private static async Task AppendAsync(Journal journal, params byte[] entries)
    {
        foreach (var entry in entries) Assert.True(await journal.TryAppendAsync(new[] { entry }, default));
    }

    private async Task<Journal> OpenAsync() => (await Journal.OpenAsync(blobs, "step", 0, default)).Journal;

    private Task<JournalNews?> ReadAsync(JournalPosition? since) => JournalTail.ReadAsync(blobs, "step", 0, since, default);
}
