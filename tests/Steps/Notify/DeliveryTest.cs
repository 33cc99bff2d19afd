using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Notify;

public sealed class DeliveryTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly NotifyRig rig = new();

    [Fact]
    public async Task A_channel_that_fails_stays_pending_with_its_attempts_and_stops_nothing()
    {
        rig.First.Answer = _ => "HTTP 500";
        rig.Second.Answer = _ => throw new InvalidOperationException("broken");
        await rig.HandleAsync(NotifyRig.Alert());
        Assert.Equal(new ChannelDelivery(DeliveryStates.Pending, 1, rig.Clock.GetUtcNow().ToUnixTimeMilliseconds()), rig.Only.Channels["first"]);
        Assert.Equal(DeliveryStates.Pending, rig.Only.Channels["second"].State);
        Assert.Equal(DeliveryStates.Pending, rig.Only.Delivery);
    }

    [Fact]
    public async Task Only_the_channel_that_failed_is_asked_again_with_the_same_key()
    {
        rig.First.Answer = _ => "down";
        await rig.HandleAsync(NotifyRig.Alert());
        rig.First.Answer = _ => null;
        rig.Clock.Advance(15 * Second);
        Assert.Equal(1, await rig.ResendAsync());
        Assert.Equal(["a1", "a1"], rig.First.Keys);
        Assert.Equal(["a1"], rig.Second.Keys);
        Assert.Equal((DeliveryStates.Sent, 2), (rig.Only.Channels["first"].State, rig.Only.Channels["first"].Attempts));
        Assert.Equal(DeliveryStates.Sent, rig.Only.Delivery);
    }

    [Fact]
    public async Task Waits_double_with_every_attempt_up_to_the_longest()
    {
        rig.First.Answer = _ => "down";
        await rig.HandleAsync(NotifyRig.Alert());
        foreach (var wait in new[] { 15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600 })
        {
            rig.Clock.Advance((wait - 1) * Second);
            Assert.Equal(0, await rig.ResendAsync());
            rig.Clock.Advance(Second);
            Assert.Equal(1, await rig.ResendAsync());
        }
    }

    [Fact]
    public async Task A_channel_that_fails_over_and_over_is_left_alone_for_a_while()
    {
        rig.First.Answer = _ => "down";
        foreach (var id in new[] { "a1", "a2", "a3", "a4", "a5" }) await rig.HandleAsync(NotifyRig.Alert(id));
        Assert.Equal(["a1", "a2", "a3"], rig.First.Keys);
        Assert.Equal(5, rig.Second.Keys.Count);

        rig.Clock.Advance(15 * Second);
        rig.First.Answer = _ => null;
        await rig.HandleAsync(NotifyRig.Alert("a6"));
        await rig.HandleAsync(NotifyRig.Alert("a7"));
        Assert.Equal(["a1", "a2", "a3", "a6", "a7"], rig.First.Keys);
    }

    [Fact]
    public async Task Attempts_that_fail_side_by_side_do_not_lengthen_the_pause()
    {
        var down = new TaskCompletionSource();
        rig.First.Answer = _ => "down";
        rig.First.Until = down.Task;
        var sending = Enumerable.Range(1, 9).Select(i => rig.HandleAsync(NotifyRig.Alert($"a{i}"))).ToList();
        down.SetResult();
        await Task.WhenAll(sending);
        // A slow attempt goes on beside it, and is noted later.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (rig.Documents.All<AlertDocument>(Containers.Alerts).Any(alert => alert.Channels["first"].Attempts == 0 && rig.First.Keys.Contains(alert.Alert.AlertId))) await Task.Delay(20, patience.Token);
        rig.First.Answer = _ => null;
        rig.Clock.Advance(15 * Second);
        Assert.Equal(1, await rig.ResendAsync());
        Assert.Equal(DeliveryStates.Sent, rig.Documents.All<AlertDocument>(Containers.Alerts).Single(alert => alert.Alert.AlertId == "a1").Channels["first"].State);
    }

    [Fact]
    public async Task An_alert_that_was_left_alone_is_sent_by_the_re_sender()
    {
        rig.First.Answer = _ => "down";
        foreach (var id in new[] { "x1", "x2", "x3", "a1" }) await rig.HandleAsync(NotifyRig.Alert(id));
        rig.First.Answer = _ => null;
        Assert.Equal(0, await rig.ResendAsync());
        rig.Clock.Advance(15 * Second);
        Assert.Equal(1, await rig.ResendAsync());
        Assert.Equal("a1", rig.First.Keys[^1]);
    }

    [Fact]
    public async Task What_is_pending_on_a_channel_that_is_not_set_up_any_more_is_dropped_after_a_day()
    {
        rig.First.Answer = _ => "down";
        await rig.HandleAsync(NotifyRig.Alert());
        var without = new NotifyParts(rig.Documents, rig.Log, [rig.Second], rig, rig.Options, rig.Clock);
        rig.Clock.Advance(TimeSpan.FromDays(1) - Second);
        await without.Sweep.RunAsync(default);
        Assert.Equal(DeliveryStates.Pending, rig.Only.Channels["first"].State);
        rig.Clock.Advance(Second);
        await without.Sweep.RunAsync(default);
        Assert.Equal((DeliveryStates.Dropped, 1, DeliveryStates.Sent), (rig.Only.Channels["first"].State, rig.Only.Channels["first"].Attempts, rig.Only.Delivery));
        Assert.Equal(["a1"], rig.Second.Keys);
    }

    [Fact]
    public async Task An_instance_that_dies_between_sending_and_noting_sends_again_with_the_same_key()
    {
        var writes = 0;
        rig.Documents.OnWrite = (container, after) =>
        {
            if (container == Containers.Alerts && !after && ++writes == 2) throw new StoreUnavailableException("died");
        };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => rig.HandleAsync(NotifyRig.Alert()));
        await rig.HandleAsync(NotifyRig.Alert());
        Assert.Equal(["a1", "a1"], rig.First.Keys);
        Assert.Equal(DeliveryStates.Sent, rig.Only.Delivery);
    }

    [Fact]
    public async Task What_another_sender_noted_as_sent_stays_sent()
    {
        rig.First.Answer = _ => "down";
        await rig.HandleAsync(NotifyRig.Alert());
        rig.Clock.Advance(15 * Second);
        var stale = await rig.Documents.ReadAsync<AlertDocument>(Containers.Alerts, "t/d", "a1", default);
        rig.First.Answer = _ => null;
        await rig.ResendAsync();
        rig.First.Answer = _ => "down";
        await rig.NewParts().Sender.SendAsync(stale!, fresh: false, default);
        Assert.Equal(DeliveryStates.Sent, rig.Only.Delivery);
    }
}
