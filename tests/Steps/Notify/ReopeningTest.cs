using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Notify;

/// <summary>An alert whose condition ends and comes back: one document, told again, but not more often than its cooldown lets.</summary>
public sealed class ReopeningTest
{
    private static readonly AlertRecord Opened = NotifyRig.Alert() with { Cooldown = 60_000 };
    private readonly NotifyRig rig = new();

    [Fact]
    public async Task The_end_of_the_condition_clears_the_alert_and_tells_nobody()
    {
        await rig.HandleAsync(Opened);
        await rig.HandleAsync(Ended(20));
        Assert.Equal((AlertStates.Cleared, null), (rig.Only.State, rig.Only.By));
        Assert.Equal(["a1"], rig.First.Keys);
    }

    [Fact]
    public async Task Its_return_is_told_again_with_another_key()
    {
        await rig.HandleAsync(Opened);
        await rig.HandleAsync(Ended(20));
        rig.Clock.Advance(TimeSpan.FromMinutes(2));
        await rig.HandleAsync(Returned(30, 1));
        await rig.HandleAsync(Returned(30, 1));
        Assert.Equal(AlertStates.Open, rig.Only.State);
        Assert.Equal(["a1", "a1-1"], rig.First.Keys);
        Assert.Equal(new ChannelDelivery(DeliveryStates.Sent, 1, rig.Now, 0, 1), rig.Only.Channels["first"]);
    }

    [Fact]
    public async Task Returns_within_the_cooldown_are_told_once_when_it_is_over()
    {
        await rig.HandleAsync(Opened);
        for (var i = 1; i <= 5; i++)
        {
            await rig.HandleAsync(Ended(20 * i));
            await rig.HandleAsync(Returned((20 * i) + 10, i));
        }

        Assert.Equal(["a1"], rig.First.Keys);
        Assert.Equal(DeliveryStates.Pending, rig.Only.Delivery);
        rig.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, await rig.ResendAsync());
        rig.Clock.Advance(TimeSpan.FromSeconds(15));
        await rig.ResendAsync();
        await rig.ResendAsync();
        Assert.Equal(["a1", "a1-1"], rig.First.Keys);
    }

    [Fact]
    public async Task What_the_first_telling_was_refused_is_not_noted_for_the_second()
    {
        await rig.HandleAsync(Opened);
        rig.Clock.Advance(TimeSpan.FromMinutes(2));
        var stale = await rig.Documents.ReadAsync<AlertDocument>(Containers.Alerts, "t/d", "a1", default);
        rig.First.Answer = _ => "down";
        await rig.HandleAsync(Returned(30, 1));
        var late = stale! with { Body = stale.Body with { Channels = new Dictionary<string, ChannelDelivery> { ["first"] = ChannelDelivery.First() } } };
        rig.First.Answer = _ => null;
        await rig.Sender.SendAsync(late, fresh: true, default);
        Assert.Equal((DeliveryStates.Pending, 1, 1), (rig.Only.Channels["first"].State, rig.Only.Channels["first"].Attempts, rig.Only.Channels["first"].Telling));
    }

    [Fact]
    public async Task A_revision_that_tells_of_the_end_before_the_opening_came_opens_a_cleared_alert_which_is_told_once()
    {
        await rig.HandleAsync(Ended(20));
        await rig.HandleAsync(Opened);
        Assert.Equal(AlertStates.Cleared, rig.Only.State);
        Assert.Equal(["a1"], rig.First.Keys);
    }

    [Fact]
    public async Task Breaches_that_go_on_after_somebody_cleared_it_open_it_after_the_cooldown()
    {
        await rig.HandleAsync(Opened);
        var document = await rig.Documents.ReadAsync<AlertDocument>(Containers.Alerts, "t/d", "a1", default);
        await rig.Documents.TryWriteAsync(Containers.Alerts, "t/d", "a1", AlertLifecycle.Clear(document!.Body, "eva", rig.Now).Next!, document.Version, default);
        await rig.HandleAsync(Opened with { Origin = "0-0-20-0", Suppressed = 1, Last = rig.Now + 60_000 });
        Assert.Equal((AlertStates.Cleared, "eva"), (rig.Only.State, rig.Only.By));
        rig.Clock.Advance(TimeSpan.FromMinutes(2));
        await rig.HandleAsync(Opened with { Origin = "0-0-30-0", Suppressed = 2, Last = rig.Now });
        Assert.Equal(AlertStates.Open, rig.Only.State);
        Assert.Equal(["a1", "a1-1"], rig.First.Keys);
    }

    private static AlertRecord Ended(int offset) => Opened with { Origin = $"0-0-{offset}-0", Cleared = Opened.Time + offset, Reopened = (offset / 20) - 1 };

    private static AlertRecord Returned(int offset, int times) => Opened with { Origin = $"0-0-{offset}-0", Last = Opened.Time + offset, Reopened = times };
}
