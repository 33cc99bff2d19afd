using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Tests.Blobs;

/// <summary>The blob port against a real Azurite.</summary>
public sealed class AzureBlobStoreTest(Azurite azurite) : IClassFixture<Azurite>
{
    private readonly AzureBlobStore store = new(azurite.Settings());

    [Fact]
    public async Task Makes_the_container_when_it_is_missing_and_reads_back_what_was_uploaded()
    {
        await store.UploadAsync("a/b", new byte[] { 1, 2, 3 }, default);
        Assert.Equal([1, 2, 3], (await store.DownloadAsync("a/b", default))!.Content.ToArray());
        Assert.Null(await store.DownloadAsync("a/c", default));
    }

    [Fact]
    public async Task Tells_whether_a_blob_is_there()
    {
        Assert.False(await store.ExistsAsync("there", default));
        await store.UploadAsync("there", new byte[] { 1 }, default);
        Assert.True(await store.ExistsAsync("there", default));
        Assert.False(await store.ExistsAsync("not there", default));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_downloaded_again()
    {
        Assert.Null(await store.DownloadChangedAsync("followed", null, default));
        Assert.True(await store.TryReplaceAsync("followed", new byte[] { 1 }, null, default));
        var first = (await store.DownloadChangedAsync("followed", null, default))!;
        Assert.Equal([1], first.Content.ToArray());
        var same = (await store.DownloadChangedAsync("followed", first.Version, default))!;
        Assert.Equal((first.Version, true), (same.Version, same.Content.IsEmpty));
        // The same written once more is another version.
        Assert.True(await store.TryReplaceAsync("followed", new byte[] { 1 }, first.Version, default));
        var second = (await store.DownloadChangedAsync("followed", first.Version, default))!;
        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal([1], second.Content.ToArray());
        await store.DeleteAsync("followed", default);
        Assert.Null(await store.DownloadChangedAsync("followed", second.Version, default));
    }

    [Fact]
    public async Task Appends_only_at_the_length_and_version_that_the_caller_knows()
    {
        var created = await store.CreateAppendAsync("log", default);
        var first = await store.TryAppendAsync("log", 0, created, new byte[] { 1, 2 }, default);
        Assert.NotNull(first);
        Assert.Null(await store.TryAppendAsync("log", 0, created, new byte[] { 3 }, default));
        Assert.Null(await store.TryAppendAsync("log", 1, first, new byte[] { 3 }, default));
        Assert.Null(await store.TryAppendAsync("log", 2, created, new byte[] { 3 }, default));
        Assert.NotNull(await store.TryAppendAsync("log", 2, first, new byte[] { 3 }, default));
        Assert.Equal([1, 2, 3], (await store.DownloadAsync("log", default))!.Content.ToArray());
    }

    [Fact]
    public async Task The_version_of_a_download_allows_the_next_append()
    {
        var created = await store.CreateAppendAsync("log2", default);
        await store.TryAppendAsync("log2", 0, created, new byte[] { 1 }, default);
        var read = (await store.DownloadAsync("log2", default))!;
        Assert.NotNull(await store.TryAppendAsync("log2", 1, read.Version, new byte[] { 2 }, default));
    }

    [Fact]
    public async Task Reads_from_a_position_on()
    {
        var created = await store.CreateAppendAsync("log3", default);
        await store.TryAppendAsync("log3", 0, created, new byte[] { 1, 2, 3 }, default);
        Assert.Equal([2, 3], (await store.DownloadFromAsync("log3", 1, default))!.Content.ToArray());
        Assert.Equal([1, 2, 3], (await store.DownloadFromAsync("log3", 0, default))!.Content.ToArray());
        Assert.True((await store.DownloadFromAsync("log3", 3, default))!.Content.IsEmpty);
        Assert.True((await store.DownloadFromAsync("log3", 9, default))!.Content.IsEmpty);
        Assert.Null(await store.DownloadFromAsync("log4", 0, default));
    }

    [Fact]
    public async Task An_append_to_a_blob_that_is_gone_is_refused() => Assert.Null(await store.TryAppendAsync("gone", 0, "\"0x1\"", new byte[] { 1 }, default));

    [Fact]
    public async Task Replaces_only_the_version_that_the_caller_read()
    {
        Assert.True(await store.TryReplaceAsync("head", new byte[] { 1 }, null, default));
        Assert.False(await store.TryReplaceAsync("head", new byte[] { 2 }, null, default));
        var version = (await store.DownloadAsync("head", default))!.Version;
        Assert.True(await store.TryReplaceAsync("head", new byte[] { 3 }, version, default));
        Assert.False(await store.TryReplaceAsync("head", new byte[] { 4 }, version, default));
    }

    [Fact]
    public async Task Of_two_owners_of_a_journal_one_commits()
    {
        var (first, _) = await Journal.OpenAsync(store, "race", 0, default);
        var (second, _) = await Journal.OpenAsync(store, "race", 0, default);
        var results = await Task.WhenAll(first.TryAppendAsync(new byte[] { 1 }, default), second.TryAppendAsync(new byte[] { 2 }, default));
        Assert.Single(results, true);
        Assert.Single((await Journal.OpenAsync(store, "race", 0, default)).Content.Entries);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_reported_as_unavailable()
    {
        var nowhere = new AzureBlobStore(new BlobSettings { ConnectionString = "DefaultEndpointsProtocol=http;AccountName=test;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:1/test;" });
        await Assert.ThrowsAsync<StoreUnavailableException>(() => nowhere.UploadAsync("a", new byte[] { 1 }, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => nowhere.DownloadAsync("a", default));
    }
}
