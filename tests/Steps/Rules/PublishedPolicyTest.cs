using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Rules;

public class PublishedPolicyTest
{
    private readonly MemoryBlobs blobs = new();
    private readonly StoppedClock clock = new();
    private readonly RuleBook book;
    private readonly PublishedPolicy policy;

    public PublishedPolicyTest()
    {
        book = new RuleBook(blobs, clock, NullLogger<RuleBook>.Instance);
        policy = new PublishedPolicy(book, clock);
    }

    [Fact]
    public async Task Before_anything_is_published_the_default_holds()
    {
        await policy.PrepareAsync(default);
        Assert.Same(NotificationPolicy.Default, policy.Current);
    }

    [Fact]
    public async Task What_is_published_holds_within_seconds()
    {
        await policy.PrepareAsync(default);
        await PublishAsync(1, """{"storm":{"devices":3}}""");
        await policy.PrepareAsync(default);
        Assert.Equal(StormLimit.Default, policy.Current.Storm);
        clock.Now += TimeSpan.FromSeconds(6);
        await policy.PrepareAsync(default);
        Assert.Equal(3, policy.Current.Storm!.Devices);
    }

    [Fact]
    public async Task The_first_who_asks_has_what_was_published_before()
    {
        await PublishAsync(1, """{"storm":null}""");
        await policy.PrepareAsync(default);
        Assert.Null(policy.Current.Storm);
    }

    [Fact]
    public async Task A_file_that_is_gone_leaves_the_policy_before_it_until_it_is_there()
    {
        await PublishAsync(1, """{"storm":{"devices":3}}""");
        await policy.PrepareAsync(default);
        var name = await PublishAsync(2, """{"storm":{"devices":4}}""");
        var file = (await blobs.DownloadAsync(name.Blob, default))!.Content;
        await blobs.DeleteAsync(name.Blob, default);
        clock.Now += TimeSpan.FromSeconds(6);
        await policy.PrepareAsync(default);
        Assert.Equal(3, policy.Current.Storm!.Devices);
        await blobs.TryReplaceAsync(name.Blob, file, null, default);
        clock.Now += TimeSpan.FromSeconds(6);
        await policy.PrepareAsync(default);
        Assert.Equal(4, policy.Current.Storm!.Devices);
    }

    [Fact]
    public async Task An_instance_that_begins_while_the_file_is_gone_has_the_latest_that_is_there()
    {
        await PublishAsync(1, """{"storm":{"devices":2}}""");
        await PublishAsync(2, """{"storm":{"devices":3}}""");
        foreach (var version in new[] { 3, 4 }) await blobs.DeleteAsync((await PublishAsync(version, """{"storm":{"devices":5}}""")).Blob, default);
        await policy.PrepareAsync(default);
        Assert.Equal(3, policy.Current.Storm!.Devices);
        await PublishAsync(5, """{"storm":{"devices":6}}""");
        clock.Now += TimeSpan.FromSeconds(6);
        await policy.PrepareAsync(default);
        Assert.Equal(6, policy.Current.Storm!.Devices);
    }

    [Fact]
    public async Task An_instance_that_can_read_nothing_that_was_published_tells_nobody_until_it_can()
    {
        var name = await PublishAsync(1, """{"storm":{"devices":3}}""");
        var file = (await blobs.DownloadAsync(name.Blob, default))!.Content;
        await blobs.DeleteAsync(name.Blob, default);
        for (var i = 0; i < 2; i++) await Assert.ThrowsAsync<StoreUnavailableException>(() => policy.PrepareAsync(default).AsTask());
        await blobs.TryReplaceAsync(name.Blob, file, null, default);
        await policy.PrepareAsync(default);
        Assert.Equal(3, policy.Current.Storm!.Devices);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_says_what_was_published_is_damaged_and_the_policy_stays_or_is_not_known(bool isKnown)
    {
        await PublishAsync(1, """{"storm":{"devices":3}}""");
        if (isKnown) await policy.PrepareAsync(default);
        var latest = (await blobs.DownloadAsync(RuleBook.LatestBlob, default))!;
        Assert.True(await blobs.TryReplaceAsync(RuleBook.LatestBlob, "{"u8.ToArray(), latest.Version, default));
        clock.Now += TimeSpan.FromSeconds(6);
        if (!isKnown) await Assert.ThrowsAsync<StoreUnavailableException>(() => policy.PrepareAsync(default).AsTask());
        else await policy.PrepareAsync(default);
        if (isKnown) Assert.Equal(3, policy.Current.Storm!.Devices);
    }

    private async Task<Domain.Rules.RulesName> PublishAsync(int version, string notifications) =>
        (await book.PublishAsync(Encoding.UTF8.GetBytes($$"""{"version":{{version}},"rules":[],"notifications":{{notifications}}}"""), null, default)).Latest!.Name;
}
