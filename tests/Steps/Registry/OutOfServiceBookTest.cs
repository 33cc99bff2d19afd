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
        await PublishAsync("a", 1, isOut: true);
        var first = (await book.LookAsync(null, default))!.Value;
        Assert.True(first.List.Holds("t", "a"));
        Assert.Null(await book.LookAsync(first.Version, default));
        // What is no news is not written.
        await PublishAsync("a", 1, isOut: true);
        await PublishAsync("b", 1, isOut: false);
        Assert.Null(await book.LookAsync(first.Version, default));
        await PublishAsync("a", 2, isOut: false);
        Assert.Equal(0, (await book.LookAsync(first.Version, default))!.Value.List.Count);
        // What was published once stays so when its blob is gone.
        await blobs.DeleteAsync(Blob, default);
        Assert.Null(await book.LookAsync(first.Version, default));
    }

    [Fact]
    public async Task Of_many_who_publish_at_once_none_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => PublishAsync($"d{i}", 1, isOut: true, i % 2 == 0 ? book : another)));
        Assert.Equal(100, await CountAsync());
    }

    [Fact]
    public async Task Who_comes_late_with_what_was_overtaken_changes_nothing()
    {
        // The first stored that it is out, the second then that it is in, and publishes before the first does.
        await another.PublishAsync([new("t", "d", false, 2, Returns: true)], default);
        await PublishAsync("d", 1, isOut: true);
        Assert.Equal(0, await CountAsync());
        // The other way round.
        await another.PublishAsync([new("t", "d", true, 4)], default);
        await book.PublishAsync([new("t", "d", false, 3, Returns: true)], default);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task What_others_wrote_meanwhile_is_kept_though_this_one_knew_the_list()
    {
        await PublishAsync("a", 1, isOut: true);
        await PublishAsync("b", 1, isOut: true, another);
        await PublishAsync("c", 1, isOut: true);
        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task A_damaged_list_is_not_begun_anew()
    {
        await PublishAsync("a", 1, isOut: true);
        await blobs.TryReplaceAsync(Blob, Encoding.UTF8.GetBytes("{"), (await blobs.DownloadAsync(Blob, default))!.Version, default);
        await Assert.ThrowsAsync<CorruptDataException>(() => book.LookAsync(null, default));
        Assert.Contains("Delete it", (await Assert.ThrowsAsync<StoreUnavailableException>(() => PublishAsync("b", 1, isOut: true))).Message, StringComparison.Ordinal);
        await blobs.DeleteAsync(Blob, default);
        await PublishAsync("b", 1, isOut: true);
        Assert.Equal(1, await CountAsync());
    }

    private async Task PublishAsync(string device, long revision, bool isOut, OutOfServiceBook? by = null) => Assert.Empty(await (by ?? book).PublishAsync([new("t", device, isOut, revision)], default));

    private async Task<int> CountAsync() => OutOfServiceList.Read((await blobs.DownloadAsync(Blob, default))!.Content).Count;
}
