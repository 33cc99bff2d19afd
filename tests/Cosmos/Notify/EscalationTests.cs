using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Cosmos.Tests.Documents;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Cosmos.Tests.Notify;

/// <summary>Escalation with the store and a webhook's server in earnest.</summary>
public sealed class EscalationTests : IAsyncLifetime
{
    private readonly StoreFixture fixture = new();

    public Task InitializeAsync() => fixture.InitializeAsync();

    public Task DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task What_is_due_is_posted_again_and_what_is_taken_is_not()
    {
        await using var hook = await RecordingHook.StartAsync();
        var policy = new FixedPolicy(new NotificationPolicy { Escalations = [new(AlertMatch.Every, TimeSpan.FromMinutes(1), ["webhook"])] });
        var settings = new Dictionary<string, string?> { ["Cosmos:ConnectionString"] = fixture.Gateway.ConnectionString, ["Notify:Webhook:Url"] = hook.Url };
        await using var services = Instances.Of(settings, more => more.AddSingleton<INotificationPolicy>(policy));
        await WriteAsync("open", alert => alert);
        await WriteAsync("taken", alert => AlertLifecycle.Acknowledge(alert, "eva", 2).Next!);
        await WriteAsync("later", alert => alert with { Due = AlertDocument.DueAt(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 3_600_000) });
        var untaken = services.GetRequiredService<EscalateUntaken>();
        Assert.Equal((1, 0), (await untaken.RunAsync(default), await untaken.RunAsync(default)));
        await Eventually.TrueAsync(() => Task.FromResult(!hook.Posts.IsEmpty)); // a slow post goes on beside it
        var (key, body) = Assert.Single(hook.Posts);
        Assert.Equal(("open", 1), (key, body.GetProperty("escalated").GetInt32()));
    }

    private async Task WriteAsync(string id, Func<AlertDocument, AlertDocument> change)
    {
        var alert = change(Samples.Alert($"t/{id}", id) with { Told = 1, Changed = 1, Due = AlertDocument.DueAt(60_001) });
        Assert.NotNull(await fixture.Store.TryWriteAsync(Containers.Alerts, $"t/{id}", id, alert, null, default));
    }
}
