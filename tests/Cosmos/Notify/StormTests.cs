using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Cosmos.Tests.Documents;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Notify.Storms;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Cosmos.Tests.Notify;

/// <summary>A storm through instances of Notify as the apps register them, with the store and a webhook's server in earnest.</summary>
public sealed class StormTests : IAsyncLifetime
{
    private const int Devices = 2_000;
    private const int Count = 4;
    private readonly StoreFixture fixture = new();

    public Task InitializeAsync() => fixture.InitializeAsync();

    public Task DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task A_storm_is_one_alert_and_as_many_posts_as_the_policy_says()
    {
        await using var hook = await RecordingHook.StartAsync();
        var providers = Enumerable.Range(0, Count).Select(_ => Instance(hook.Url)).ToArray();
        var instances = providers.Select(provider => provider.GetRequiredService<NotifyStep>()).ToArray();
        // Each record comes twice, and to two instances at about the same time.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 4 * Count };
        await Parallel.ForEachAsync(Enumerable.Range(0, 2 * Devices), parallel, async (i, stop) => await instances[i % Count].HandleAsync(Record(i / 2), stop));

        List<AlertDocument> all = [];
        await foreach (var document in fixture.Store.QueryAsync<AlertDocument>(Containers.Alerts, null, ["t"], null, int.MaxValue, default)) all.Add(document.Body);
        var parent = Assert.Single(all, alert => alert.Alert.Device == "storm");
        Assert.Equal(Devices + 1, all.Count);
        Assert.Equal(StormLimit.Default.Devices, all.Count(alert => alert.Parent is null) - 1);
        await Eventually.TrueAsync(() => Task.FromResult(hook.Posts.Select(post => post.Key).Distinct().Count() > StormLimit.Default.Devices));
        Assert.Equal(StormLimit.Default.Devices + 1, hook.Posts.Select(post => post.Key).Distinct().Count());
        Assert.Single(hook.Posts, post => post.Key == parent.Alert.AlertId);
        await EndAsync(providers[0], parent.Alert.AlertId, AlertStates.Open);
        await Parallel.ForEachAsync(Enumerable.Range(0, Devices), parallel, async (i, stop) => await instances[i % Count].HandleAsync(Record(i, ended: true), stop));
        await EndAsync(providers[0], parent.Alert.AlertId, AlertStates.Cleared);
        foreach (var provider in providers) await provider.DisposeAsync();
    }

    private async Task EndAsync(ServiceProvider provider, string parent, string state)
    {
        // What a window without alerts leaves behind.
        var storm = await OnlyAsync();
        var passed = storm.Body with { Touched = storm.Body.Touched - storm.Body.Window, Due = StormDocument.DueAt(1) };
        Assert.NotNull(await fixture.Store.TryWriteAsync(Containers.Notices, storm.Partition, storm.Id, passed, storm.Version, default));
        Assert.Equal(1, await provider.GetRequiredService<StormWatch>().RunAsync(default));
        var cleared = (await fixture.Store.ReadAsync<AlertDocument>(Containers.Alerts, "t/storm", parent, default))!.Body;
        Assert.Equal((state, Devices - StormLimit.Default.Devices), (cleared.State, cleared.Alert.Suppressed));
        Assert.Equal(0, await provider.GetRequiredService<StormWatch>().RunAsync(default));
    }

    private async Task<Document<StormDocument>> OnlyAsync()
    {
        await foreach (var storm in fixture.Store.BetweenAsync<StormDocument>(Containers.Notices, null, "due", "0", ":", null, 10, default)) return storm;
        throw new InvalidOperationException("There is no storm.");
    }

    private ServiceProvider Instance(string url) => Instances.Of(new() { ["Cosmos:ConnectionString"] = fixture.Gateway.ConnectionString, ["Notify:Webhook:Url"] = url, ["Notify:Webhook:Timeout"] = "00:01:00", ["Notify:AttemptTimeout"] = "00:01:00" });

    private static LogRecord Record(int device, bool ended = false)
    {
        var alert = Samples.Alert($"t/d{device}", $"a{device}").Alert with { Suppressed = 0 };
        if (ended) alert = alert with { Origin = "9-0-0-0", Cleared = alert.Time + 1 };
        return new LogRecord("alerts", 0, device, alert.Time, Encoding.UTF8.GetBytes($"t/d{device}"), JsonSerializer.SerializeToUtf8Bytes(alert, DomainJson.Default.AlertRecord), [new LogHeader(LogHeaders.Type, RecordTypes.Alert)]);
    }
}
