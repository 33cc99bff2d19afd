using System.Text;
using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Access;

public sealed class AccessLogTest
{
    private static readonly DateTimeOffset Midnight = new(2026, 5, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly MemoryBlobs blobs = new();
    private readonly StoppedClock clock = new() { Now = Midnight.AddMinutes(-1) };

    private AccessLog Log => new(blobs, clock);

    [Fact]
    public async Task Entries_are_read_as_they_were_written_across_days_and_writers()
    {
        var (first, second) = (Log, Log);
        await first.WriteAsync(Entry("a", 1), default);
        await second.WriteAsync(Entry("b", 2), default);
        clock.Now = Midnight.AddMinutes(1);
        await first.WriteAsync(Entry("c", 3), default);
        Assert.Equal(["2026/05/01/", "2026/05/01/", "2026/05/02/"], blobs.Names.Select(name => name[..11]));

        var (entries, broken) = await ReadAsync();
        Assert.Equal(["a", "b", "c"], entries.Select(entry => entry.Id));
        Assert.Empty(broken);
        Assert.Equivalent(Entry("b", 2), entries[1]);
        Assert.Equal(["a", "b"], (await ReadAsync(limit: 2)).Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Entries_that_come_at_once_share_appends_and_each_is_durable_when_its_call_returns()
    {
        var log = Log;
        await Parallel.ForAsync(0, 500, async (i, token) =>
        {
            await log.WriteAsync(Entry($"{i:D3}", i), token);
            Assert.Contains($"\"id\":\"{i:D3}\"", Encoding.UTF8.GetString((await blobs.DownloadAsync(blobs.Names.Single(), token))!.Content.Span));
        });

        var (entries, broken) = await ReadAsync();
        Assert.Equal(500, entries.Select(entry => entry.Id).Distinct().Count());
        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("alice", "mallory")]
    [InlineData("\"status\":200", "\"status\":404")]
    public async Task What_was_changed_is_told(string was, string becomes) =>
        Assert.Single(await AfterAsync(text =>
        {
            var place = text.IndexOf(was, StringComparison.Ordinal);
            return text[..place] + becomes + text[(place + was.Length)..];
        }));

    [Fact]
    public async Task What_was_taken_out_is_told() => Assert.Single(await AfterAsync(text => string.Join('\n', text.Split('\n').Where((_, line) => line != 1))));

    [Fact]
    public async Task A_line_without_an_end_is_told() => Assert.Single(await AfterAsync(text => text[..^1]));

    [Fact]
    public async Task An_untouched_log_is_whole() => Assert.Empty(await AfterAsync(text => text));

    [Fact]
    public async Task After_a_failed_append_the_log_goes_on_in_another_blob()
    {
        var log = Log;
        await log.WriteAsync(Entry("a", 1), default);
        // The store takes the block and its answer is lost.
        blobs.OnWrite = (_, done) =>
        {
            if (done) throw new StoreUnavailableException("lost");
        };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => log.WriteAsync(Entry("b", 2), default));
        blobs.OnWrite = (_, _) => { };
        await log.WriteAsync(Entry("c", 3), default);

        var (entries, broken) = await ReadAsync();
        Assert.Equal(["a", "b", "c"], entries.Select(entry => entry.Id));
        Assert.Empty(broken);
        Assert.Equal(2, blobs.Names.Count());
    }

    private async Task<IReadOnlyList<string>> AfterAsync(Func<string, string> change)
    {
        var log = Log;
        for (var i = 0; i < 3; i++) await log.WriteAsync(Entry($"{i}", i), default);
        var name = blobs.Names.Single();
        var blob = (await blobs.DownloadAsync(name, default))!;
        await blobs.TryReplaceAsync(name, Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(blob.Content.Span))), blob.Version, default);
        return (await ReadAsync()).Broken;
    }

    private Task<(IReadOnlyList<AccessEntry> Entries, IReadOnlyList<string> Broken)> ReadAsync(int limit = 1000) =>
        new AccessLogReader(blobs, clock).ReadAsync(0, Midnight.AddDays(1).ToUnixTimeMilliseconds(), limit, _ => true, default);

    private static AccessEntry Entry(string id, long after) => new()
    {
        Id = id,
        Time = Midnight.AddMinutes(-1).ToUnixTimeMilliseconds() + after,
        Who = "alice",
        Role = "Reader",
        Method = "GET",
        Path = "/api/devices/acme/pump-1/history",
        Query = "?limit=5",
        Tenants = ["acme"],
        Status = 200,
    };
}
