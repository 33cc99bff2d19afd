using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Notify.Limits;

/// <summary>So many notifications a minute, tenant and channel, over all instances; the others wait, and none is lost.</summary>
public sealed class RateLimitTest
{
    private const int Limit = 5;
    private readonly NotifyRig rig = new() { Policy = new NotificationPolicy { Limits = new Dictionary<string, int> { ["first"] = Limit }, Storm = null } };

    [Fact]
    public async Task What_is_beyond_the_limit_waits_for_the_next_minute_and_the_first_one_then_says_how_many()
    {
        await OpenAsync(12);
        Assert.Equal((Limit, 12), (rig.First.Keys.Count, rig.Second.Keys.Count));
        Assert.All(Pending, alert => Assert.Equal((0, NextMinute), (alert.Channels["first"].Attempts, alert.Channels["first"].NotBefore)));
        await NextMinuteAsync();
        Assert.Equal((2 * Limit, 7L), (rig.First.Keys.Count, rig.First.Waiting.Sum()));
        await NextMinuteAsync();
        Assert.Equal(12, rig.First.Keys.Distinct().Count());
        Assert.Equal((12, 0), (rig.First.Keys.Count, Pending.Count()));
        Assert.Equal(7 + 2, rig.First.Waiting.Sum());
    }

    [Fact]
    public async Task Tenants_are_apart()
    {
        await OpenAsync(Limit + 1);
        await rig.HandleAsync(NotifyRig.Alert("other") with { Tenant = "u" });
        Assert.Equal(Limit + 1, rig.First.Keys.Count);
    }

    [Fact]
    public async Task Instances_share_the_limit()
    {
        var others = Enumerable.Range(0, 4).Select(_ => rig.NewParts().Step).ToArray();
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), async (i, _) => await others[i % 4].HandleAsync(NotifyRig.Record(NotifyRig.Alert($"a{i}") with { Rule = $"r{i}" }), default));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (rig.First.Keys.Count < Limit) await Task.Delay(20, patience.Token); // a slow attempt goes on beside it
        Assert.Equal((Limit, 40), (rig.First.Keys.Count, rig.Second.Keys.Count));
    }

    [Fact]
    public async Task What_could_not_be_said_is_said_the_next_time()
    {
        await OpenAsync(Limit + 1);
        rig.First.Answer = _ => "down";
        await NextMinuteAsync();
        rig.First.Answer = _ => null;
        await NextMinuteAsync();
        Assert.Equal([1, 1], rig.First.Waiting);
    }

    private long NextMinute => ((rig.Now / 60_000) + 1) * 60_000;

    private IEnumerable<AlertDocument> Pending => rig.Documents.All<AlertDocument>(Containers.Alerts).Where(alert => alert.Delivery == DeliveryStates.Pending);

    private async Task OpenAsync(int alerts)
    {
        for (var i = 0; i < alerts; i++) await rig.HandleAsync(NotifyRig.Alert($"a{i}") with { Rule = $"r{i}" });
    }

    private async Task NextMinuteAsync()
    {
        rig.Clock.Advance(TimeSpan.FromMilliseconds(NextMinute - rig.Now) + rig.Options.FirstDelay);
        await rig.Parts.Sweep.RunAsync(default);
    }
}
