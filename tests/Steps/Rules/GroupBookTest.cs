using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Rules;

public class GroupBookTest
{
    private readonly MemoryBlobs blobs = new();

    private GroupBook Book => new(blobs, NullLogger<GroupBook>.Instance);

    [Fact]
    public async Task What_was_published_is_read_as_it_was()
    {
        Assert.Equal(0, (await Book.LatestAsync(default))!.Version);
        await Book.PublishAsync("t", "g", Find("pump"), default);
        var name = (await Book.LatestAsync(default))!.Name;
        await Book.PublishAsync("t", "g", Find(null), default);
        Assert.Equal("pump", Assert.Single((await Book.ReadAsync(name, default))!.Groups).Filter.Type);
        Assert.Equal((2, 0), ((await Book.LatestAsync(default))!.Version, (await Book.LatestAsync(default))!.Groups.Count));
    }

    [Fact]
    public async Task Of_many_who_change_groups_at_once_none_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Book.PublishAsync("t", $"g{i}", Find($"type{i}"), default)));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"type{i}"), (await Book.LatestAsync(default))!.Groups.Select(group => group.Filter.Type));
    }

    [Fact]
    public async Task Of_two_who_publish_the_same_group_what_is_stored_last_stays()
    {
        var stored = "pump";
        // While the first publishes, the second stores and publishes.
        await Book.PublishAsync("t", "g", async _ =>
        {
            var seen = stored;
            if (stored == "pump")
            {
                stored = "valve";
                await Book.PublishAsync("t", "g", Find("valve"), default);
            }

            return new DeviceFilter { Type = seen };
        }, default);
        Assert.Equal("valve", Assert.Single((await Book.LatestAsync(default))!.Groups).Filter.Type);
    }

    [Fact]
    public async Task Who_finds_that_nothing_changes_keeps_an_older_view_from_coming_after()
    {
        await Book.PublishAsync("t", "other", Find("pump"), default);
        string? stored = "pump";
        // While the first publishes, the second deletes the group, and finds that nobody has published it.
        await Book.PublishAsync("t", "g", async _ =>
        {
            var seen = stored;
            stored = null;
            if (seen is not null) await Book.PublishAsync("t", "g", Find(null), default);
            return seen is null ? null : new DeviceFilter { Type = seen };
        }, default);
        Assert.Equal("other", Assert.Single((await Book.LatestAsync(default))!.Groups).Name);
    }

    [Fact]
    public async Task Groups_that_were_changed_behind_its_back_are_not_read()
    {
        await Book.PublishAsync("t", "g", Find("pump"), default);
        var name = (await Book.LatestAsync(default))!.Name;
        var version = (await blobs.DownloadAsync(name.GroupsBlob, default))!.Version;
        await blobs.TryReplaceAsync(name.GroupsBlob, Encoding.UTF8.GetBytes("{}"), version, default);
        Assert.Null(await Book.ReadAsync(name, default));
        Assert.Null(await Book.ReadAsync(name with { Version = 9 }, default));
    }

    [Fact]
    public async Task A_damaged_list_is_not_begun_anew()
    {
        await Book.PublishAsync("t", "g", Find("pump"), default);
        await blobs.TryReplaceAsync("rules/groups/latest.json", Encoding.UTF8.GetBytes("{"), (await blobs.DownloadAsync("rules/groups/latest.json", default))!.Version, default);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Book.PublishAsync("t", "g", Find("valve"), default));
    }

    private static Func<CancellationToken, Task<DeviceFilter?>> Find(string? type) => _ => Task.FromResult(type is null ? null : new DeviceFilter { Type = type });
}
