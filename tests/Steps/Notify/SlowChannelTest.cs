using System.Diagnostics;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Notify;

/// <summary>A channel that takes its time holds up neither the alerts behind nor the commands to devices.</summary>
public sealed class SlowChannelTest
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private readonly NotifyRig rig = new() { Policy = new NotificationPolicy { Storm = null } };
    private readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task The_alerts_go_on_beside_it_and_what_it_took_is_noted_when_it_answers()
    {
        rig.First.Until = answered.Task;
        await HandleAsync(10).WaitAsync(Bound);
        Assert.Equal(10, rig.Second.Keys.Count);
        Assert.All(All, alert => Assert.Equal((DeliveryStates.Pending, DeliveryStates.Sent), (alert.Channels["first"].State, alert.Channels["second"].State)));
        answered.SetResult();
        await UntilAsync(() => All.All(alert => alert.Delivery == DeliveryStates.Sent));
        Assert.Equal(10, rig.First.Keys.Count);
    }

    [Fact]
    public async Task The_stream_waits_for_it_once_and_not_once_for_each_alert()
    {
        rig.First.Until = answered.Task;
        await HandleAsync(1);
        var watch = Stopwatch.StartNew();
        await HandleAsync(100, from: 1).WaitAsync(Bound);
        // 100 waits of half a second would be 50.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        answered.SetResult();
    }

    [Fact]
    public async Task A_revision_that_comes_meanwhile_does_not_have_it_told_twice()
    {
        rig.First.Until = answered.Task;
        await rig.HandleAsync(NotifyRig.Alert());
        await rig.HandleAsync(NotifyRig.Alert(origin: "0-0-20-0", suppressed: 3));
        answered.SetResult();
        await UntilAsync(() => rig.Only.Delivery == DeliveryStates.Sent);
        Assert.Equal((1, 3L), (rig.First.Keys.Count, rig.Only.Alert.Suppressed));
    }

    [Fact]
    public async Task No_more_go_on_at_the_same_time_than_may_and_the_re_sender_sends_the_others()
    {
        rig.First.Until = answered.Task;
        await HandleAsync(SlowAttempts.MostOfChannel + 5);
        Assert.Equal(SlowAttempts.MostOfChannel, rig.First.Keys.Count);
        answered.SetResult();
        await UntilAsync(() => All.Count(alert => alert.Delivery == DeliveryStates.Sent) == SlowAttempts.MostOfChannel);
        rig.Clock.Advance(TimeSpan.FromSeconds(15));
        await rig.Parts.Sweep.RunAsync(default);
        Assert.All(All, alert => Assert.Equal(DeliveryStates.Sent, alert.Delivery));
        Assert.Equal(SlowAttempts.MostOfChannel + 5, rig.First.Keys.Count);
    }

    [Fact]
    public async Task A_command_is_waited_for()
    {
        var command = new ScriptedChannel(AlertChannels.Command) { Until = Task.Delay(TimeSpan.FromSeconds(2)) };
        rig.Policy = new NotificationPolicy { Routes = [new(AlertMatch.Every, [AlertChannels.Every, AlertChannels.Command])] };
        rig.First.Until = answered.Task;
        var parts = new NotifyParts(rig.Documents, rig.Log, [rig.First, command], rig, rig.Options, rig.Clock);
        await parts.Step.HandleAsync(NotifyRig.Record(NotifyRig.Alert() with { Action = "shutdown" }), default);
        Assert.Equal((DeliveryStates.Sent, DeliveryStates.Pending), (rig.Only.Channels[AlertChannels.Command].State, rig.Only.Channels["first"].State));
        answered.SetResult();
    }

    [Fact]
    public async Task An_app_that_ends_waits_for_what_goes_on_and_leaves_the_rest_pending()
    {
        rig.First.Until = answered.Task;
        await HandleAsync(1);
        var ending = rig.Sender.DisposeAsync().AsTask();
        Assert.False(ending.IsCompleted);
        answered.SetResult();
        await ending.WaitAsync(Bound);
        Assert.Equal(DeliveryStates.Sent, rig.Only.Delivery);

        var never = new NotifyParts(rig.Documents, rig.Log, [new ScriptedChannel("first") { Until = new TaskCompletionSource().Task }], rig, rig.Options, rig.Clock);
        await never.Step.HandleAsync(NotifyRig.Record(NotifyRig.Alert("a2")), default);
        await never.Sender.DisposeAsync().AsTask().WaitAsync(Bound);
        Assert.Equal(DeliveryStates.Pending, All.Single(alert => alert.Alert.AlertId == "a2").Delivery);
    }

    [Fact]
    public async Task A_store_that_is_down_when_it_answers_leaves_it_pending()
    {
        rig.First.Until = answered.Task;
        await HandleAsync(1);
        var tried = new TaskCompletionSource();
        rig.Documents.OnWrite = (_, _) =>
        {
            tried.TrySetResult();
            throw new StoreUnavailableException("down");
        };
        answered.SetResult();
        await tried.Task.WaitAsync(Bound);
        await rig.Sender.DisposeAsync();
        Assert.Equal(DeliveryStates.Pending, rig.Only.Delivery);
    }

    private AlertDocument[] All => [.. rig.Documents.All<AlertDocument>(Containers.Alerts)];

    private async Task HandleAsync(int count, int from = 0)
    {
        for (var i = from; i < from + count; i++) await rig.HandleAsync(NotifyRig.Alert($"a{i}") with { Device = $"d{i}" });
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Bound);
        while (!holds()) await Task.Delay(20, limit.Token);
    }
}
