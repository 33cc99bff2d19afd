using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Journals;

public class JournalTest
{
    private readonly MemoryBlobs blobs = new();

    [Fact]
    public async Task Holds_what_was_appended_in_order()
    {
        var (journal, empty) = await OpenAsync();
        Assert.True(empty.Snapshot.IsEmpty);
        Assert.Empty(empty.Entries);
        Assert.True(await journal.TryAppendAsync(new byte[] { 1 }, default));
        Assert.True(await journal.TryAppendAsync(new byte[] { 2, 3 }, default));
        Assert.Equal([[1], [2, 3]], await EntriesAsync());
    }

    [Fact]
    public async Task Of_two_owners_one_commits_and_the_other_is_told()
    {
        var (first, _) = await OpenAsync();
        var (second, _) = await OpenAsync();
        Assert.True(await first.TryAppendAsync(new byte[] { 1 }, default));
        Assert.False(await second.TryAppendAsync(new byte[] { 2 }, default));
        Assert.Equal([[1]], await EntriesAsync());
    }

    [Fact]
    public async Task An_append_is_refused_when_the_store_lost_its_tail()
    {
        var (journal, _) = await OpenAsync();
        await journal.TryAppendAsync(new byte[] { 1 }, default);
        var back = blobs.Remember();
        await journal.TryAppendAsync(new byte[] { 2 }, default);
        back();
        Assert.False(await journal.TryAppendAsync(new byte[] { 3 }, default));
        Assert.Equal([[1]], await EntriesAsync());
    }

    /// <summary>Simulator, seed 14: snapshot or successor were lost with the tail before the seal that names them was written.</summary>
    [Theory]
    [InlineData("/snapshot-", 1)]
    [InlineData("/journal-", 1)]
    [InlineData("/journal-", 2)]
    public async Task A_seal_whose_successor_was_lost_is_void(string lost, int writes)
    {
        var (journal, _) = await OpenAsync();
        await journal.TryAppendAsync(new byte[] { 1 }, default);
        var back = blobs.Remember();
        var written = 0;
        blobs.OnWrite = (name, after) =>
        {
            if (after && name.Contains(lost, StringComparison.Ordinal) && ++written == writes) back();
        };
        Assert.False(await RolledAsync());
        blobs.OnWrite = (_, _) => { };
        Assert.Equal([[1]], await EntriesAsync());
        var (next, _) = await OpenAsync();
        Assert.True(await next.TryAppendAsync(new byte[] { 2 }, default));
        Assert.Equal([[1], [2]], await EntriesAsync());
        Assert.False(await journal.TryAppendAsync(new byte[] { 3 }, default));
        Assert.True(await next.RollAsync(new byte[] { 8 }, default));
        var (_, rolled) = await OpenAsync();
        Assert.Equal([8], rolled.Snapshot.ToArray());
        Assert.Empty(rolled.Entries);

        async Task<bool> RolledAsync()
        {
            try
            {
                return await journal.RollAsync(new byte[] { 9 }, default);
            }
            catch (Ports.StoreUnavailableException)
            {
                // The successor vanished between its creation and its first frame.
                return false;
            }
        }
    }

    /// <summary>Simulator, seed 12805: the store kept a successor, or a first journal, and forgot the seal and the head that lead to it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_journal_that_nothing_leads_to_any_more_takes_no_entry(bool rolled)
    {
        Action back = () => { };
        var journal = rolled ? (await OpenAsync()).Journal : null;
        if (rolled) Assert.True(await journal!.TryAppendAsync(new byte[] { 1 }, default));
        var made = blobs.Names.ToHashSet();
        var written = 0;
        blobs.OnWrite = (name, after) =>
        {
            // Once it is created and has its header.
            if (after && name.Contains("/journal-", StringComparison.Ordinal) && !made.Contains(name) && ++written == 2) back = blobs.Remember();
        };
        if (rolled) Assert.True(await journal!.RollAsync(new byte[] { 9 }, default));
        else journal = (await OpenAsync()).Journal;
        blobs.OnWrite = (_, _) => { };
        back();
        Assert.False(await journal!.TryAppendAsync(new byte[] { 2 }, default));
        var (next, content) = await OpenAsync();
        Assert.Equal(rolled ? [[1]] : [], content.Entries.Select(entry => entry.ToArray()));
        Assert.True(await next.TryAppendAsync(new byte[] { 3 }, default));
        Assert.Equal(rolled ? [[1], [3]] : [[3]], await EntriesAsync());
        Assert.False(await journal.TryAppendAsync(new byte[] { 4 }, default));
        Assert.Equal(rolled ? [[1], [3]] : [[3]], await EntriesAsync());
    }

    /// <summary>Simulator, seed 174: the head, or the first journal that it names, was lost right after it was made.</summary>
    [Theory]
    [InlineData("/head", 1)]
    [InlineData("/head", 2)]
    [InlineData("/journal-", 1)]
    [InlineData("/journal-", 2)]
    public async Task A_first_journal_that_was_forgotten_is_begun_again(string lost, int writes)
    {
        var (back, written) = (blobs.Remember(), 0);
        blobs.OnWrite = (name, after) =>
        {
            if (after && name.Contains(lost, StringComparison.Ordinal) && ++written == writes) back();
        };
        var journal = await UntilItOpensAsync();
        Assert.True(await journal.TryAppendAsync(new byte[] { 1 }, default));
        Assert.Equal([[1]], await EntriesAsync());

        async Task<Journal> UntilItOpensAsync()
        {
            try
            {
                return (await OpenAsync()).Journal;
            }
            catch (Ports.StoreUnavailableException)
            {
                // The journal vanished between its creation and its first frame.
                return (await OpenAsync()).Journal;
            }
        }
    }

    /// <summary>Simulator, seeds 3362 and 3369: the store lost its tail between the reading of the head and of what it leads to.</summary>
    [Theory]
    [InlineData("/journal-", 0)]
    [InlineData("/journal-", 1)]
    [InlineData("/snapshot-", 1)]
    public async Task What_was_forgotten_while_it_is_read_is_read_anew(string lost, int rolls)
    {
        var begin = blobs.Remember();
        var (journal, _) = await OpenAsync();
        await journal.TryAppendAsync(new byte[] { 1 }, default);
        var back = rolls == 0 ? begin : blobs.Remember();
        for (var i = 0; i < rolls; i++) Assert.True(await journal.RollAsync(new byte[] { 9 }, default));
        var reading = new ForgettingBlobs(blobs, lost, back);
        var (opened, content) = await Journal.OpenAsync(reading, "step", 0, default);
        Assert.True(reading.Forgot);
        Assert.Equal(rolls == 0 ? [] : [[1]], content.Entries.Select(entry => entry.ToArray()));
        Assert.True(await opened.TryAppendAsync(new byte[] { 2 }, default));
    }

    [Fact]
    public async Task A_journal_that_was_there_for_sure_and_is_gone_is_an_error_and_not_begun_again()
    {
        await OpenAsync();
        await blobs.DeleteAsync(blobs.Names.Single(blob => blob.Contains("journal-", StringComparison.Ordinal)), default);
        await Assert.ThrowsAsync<JournalCorruptException>(OpenAsync);
    }

    [Fact]
    public async Task A_roll_starts_a_successor_from_the_snapshot()
    {
        var (journal, _) = await OpenAsync();
        await journal.TryAppendAsync(new byte[] { 1 }, default);
        Assert.True(await journal.RollAsync(new byte[] { 9 }, default));
        await journal.TryAppendAsync(new byte[] { 2 }, default);
        var (_, content) = await OpenAsync();
        Assert.Equal([9], content.Snapshot.ToArray());
        Assert.Equal([[2]], content.Entries.Select(entry => entry.ToArray()));
    }

    [Fact]
    public async Task A_stalled_owner_can_neither_append_nor_roll_after_a_roll()
    {
        var (journal, _) = await OpenAsync();
        var (stalled, _) = await OpenAsync();
        Assert.True(await journal.RollAsync(new byte[] { 9 }, default));
        Assert.False(await stalled.TryAppendAsync(new byte[] { 2 }, default));
        Assert.False(await stalled.RollAsync(new byte[] { 8 }, default));
        Assert.Equal([9], (await OpenAsync()).Content.Snapshot.ToArray());
    }

    [Fact]
    public async Task The_chain_is_followed_when_the_head_was_not_moved()
    {
        var (journal, _) = await OpenAsync();
        var rolled = false;
        blobs.OnWrite = (name, _) =>
        {
            if (rolled && name.EndsWith("head", StringComparison.Ordinal)) throw new Crash(name);
        };
        rolled = true;
        await Assert.ThrowsAsync<Crash>(() => journal.RollAsync(new byte[] { 9 }, default));
        Assert.Equal([9], (await OpenAsync()).Content.Snapshot.ToArray());
    }

    [Fact]
    public async Task A_changed_byte_is_noticed()
    {
        var (journal, _) = await OpenAsync();
        await journal.TryAppendAsync(new byte[] { 1, 2, 3 }, default);
        var name = blobs.Names.Single(blob => blob.Contains("journal-", StringComparison.Ordinal));
        var content = (await blobs.DownloadAsync(name, default))!;
        var bytes = content.Content.ToArray();
        bytes[^1] ^= 1;
        Assert.True(await blobs.TryReplaceAsync(name, bytes, content.Version, default));
        await Assert.ThrowsAsync<JournalCorruptException>(OpenAsync);
    }

    private Task<(Journal Journal, JournalContent Content)> OpenAsync() => Journal.OpenAsync(blobs, "step", 0, default);

    private async Task<IEnumerable<byte[]>> EntriesAsync() => (await OpenAsync()).Content.Entries.Select(entry => entry.ToArray());
}
