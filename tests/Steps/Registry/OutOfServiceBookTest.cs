using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Registry;

public sealed class OutOfServiceBookTest : IDisposable
{
    private const string Blob = "registry/out-of-service.json";
    private readonly MemoryBlobs blobs = new();
    private readonly OutOfServiceBook book;
    private readonly OutOfServiceBook another; // of another process
    private readonly HashSet<string> stored = [];

    public OutOfServiceBookTest() => (book, another) = (new(blobs, TimeProvider.System), new(blobs, TimeProvider.System));

    public void Dispose()
    {
        book.Dispose();
        another.Dispose();
    }

    [Fact]
    public async Task Who_follows_hears_of_each_change_once()
    {
        Assert.Null(await book.LookAsync(null, default));
        await StoreAsync("a", isOut: true);
        var first = (await book.LookAsync(null, default))!.Value;
        Assert.True(first.List.Holds("t", "a"));
        Assert.Null(await book.LookAsync(first.Version, default));
        await StoreAsync("a", isOut: false);
        Assert.Equal(0, (await book.LookAsync(first.Version, default))!.Value.List.Count);
        // What was published once stays so when its blob is gone.
        await blobs.DeleteAsync(Blob, default);
        Assert.Null(await book.LookAsync(first.Version, default));
    }

    [Fact]
    public async Task Of_many_who_publish_at_once_none_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => StoreAsync($"d{i}", isOut: true, i % 2 == 0 ? book : another)));
        Assert.Equal(100, await CountAsync());
    }

    [Fact]
    public async Task Who_finds_that_nothing_changes_keeps_an_older_view_from_coming_after()
    {
        // The first stored that it is out, and has asked the store when the second stores that it is in, and publishes that.
        stored.Add("t/d");
        await book.PublishAsync([new("t", "d", true)], async (state, _) =>
        {
            var seen = stored.Contains(state.Key);
            if (seen) await StoreAsync("d", isOut: false, another);
            return seen;
        }, default);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task What_is_said_is_asked_for_again_where_the_list_says_otherwise()
    {
        stored.Add("t/d");
        await book.PublishAsync([new("t", "d", false)], Now, default);
        Assert.Equal(0, await CountAsync()); // nobody doubts it: whoever stored that it is out publishes that
        await book.PublishAsync([new("t", "d", true)], Now, default);
        await book.PublishAsync([new("t", "d", false)], Now, default);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_damaged_list_is_not_begun_anew()
    {
        await StoreAsync("a", isOut: true);
        await blobs.TryReplaceAsync(Blob, Encoding.UTF8.GetBytes("{"), (await blobs.DownloadAsync(Blob, default))!.Version, default);
        await Assert.ThrowsAsync<CorruptDataException>(() => book.LookAsync(null, default));
        Assert.Contains("Delete it", (await Assert.ThrowsAsync<StoreUnavailableException>(() => StoreAsync("b", isOut: true))).Message, StringComparison.Ordinal);
    }

    private Task<bool> Now(ServiceState state, CancellationToken cancellationToken)
    {
        lock (stored) return Task.FromResult(stored.Contains(state.Key));
    }

    private Task StoreAsync(string device, bool isOut, OutOfServiceBook? by = null)
    {
        var state = new ServiceState("t", device, isOut);
        lock (stored)
        {
            if (isOut) stored.Add(state.Key);
            else stored.Remove(state.Key);
        }

        return (by ?? book).PublishAsync([state], Now, default);
    }

    private async Task<int> CountAsync() => OutOfServiceList.Read((await blobs.DownloadAsync(Blob, default))!.Content).Count;
}
