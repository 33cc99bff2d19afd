using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Commands;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Notify;

/// <summary>A rule that wants something done: the device gets one command for each telling, and none that is too late.</summary>
public sealed class CommandChannelTest
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private readonly NotifyRig rig = new() { Policy = new NotificationPolicy { Routes = [new AlertRoute(AlertMatch.Every, [AlertChannels.Every, AlertChannels.Command])], Storm = new StormLimit(1, TimeSpan.FromMinutes(1)) } };
    private readonly NotifyParts parts;

    public CommandChannelTest()
    {
        var options = new CommandOptions();
        var desk = new CommandDesk(rig.Documents, new CommandTeller(rig.Documents, rig.Log, new TopicNames(), options, rig.Clock, NullLogger<CommandTeller>.Instance), options, NullLogger<CommandDesk>.Instance);
        parts = new NotifyParts(rig.Documents, rig.Log, [rig.First, new CommandChannel(desk, rig.Clock)], rig, rig.Options, rig.Clock);
    }

    [Fact]
    public async Task The_command_of_an_alert_has_its_id_and_goes_to_the_device_once()
    {
        for (var i = 0; i < 3; i++) await parts.Step.HandleAsync(NotifyRig.Record(Alert()), default);
        var record = Assert.Single(rig.Log.All("device.commands"));
        Assert.Equal((Id, "t/d"), (record.Header(LogHeaders.Correlation), System.Text.Encoding.UTF8.GetString(record.Key.Span)));
        var command = JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.CommandRecord)!;
        Assert.Equal((Id, "shutdown", rig.Now, rig.Now + 300_000, "critical"), (command.Id, command.Command, command.Issued, command.Expires, command.Priority));
        Assert.Equal(CommandStates.Queued, rig.Documents.All<CommandDocument>(Containers.Commands).Single().State);
    }

    [Fact]
    public async Task An_alert_without_an_action_has_no_command()
    {
        await parts.Step.HandleAsync(NotifyRig.Record(Alert() with { Action = null }), default);
        Assert.Empty(rig.Log.All("device.commands"));
        Assert.Equal(["first"], rig.Only.Channels.Keys);
    }

    [Theory]
    [InlineData(299_999, 1, "sent")]
    [InlineData(300_000, 0, "expired")]
    public async Task What_happened_too_long_ago_calls_for_no_command_and_is_noted_as_such(long age, int commands, string state)
    {
        await parts.Step.HandleAsync(NotifyRig.Record(Alert() with { Time = rig.Now - age }), default);
        Assert.Equal(commands, rig.Log.All("device.commands").Count());
        Assert.Equal((state, commands, "sent"), (rig.Only.Channels["command"].State, rig.Only.Channels["command"].Attempts, rig.Only.Channels["first"].State));
        Assert.Equal(DeliveryStates.Sent, rig.Only.Delivery);
    }

    [Fact]
    public async Task A_log_that_is_down_leaves_the_command_to_its_timer_and_the_alerts_go_on()
    {
        rig.Log.OnWrite = _ => throw new LogUnavailableException("down");
        await parts.Step.HandleAsync(NotifyRig.Record(Alert()), default);
        Assert.Equal((DeliveryStates.Sent, false), (rig.Only.Delivery, rig.Documents.All<CommandDocument>(Containers.Commands).Single().Told));
    }

    /// <summary>What a device's own commands are refused for says nothing of others.</summary>
    [Fact]
    public async Task A_device_with_too_many_open_commands_stops_those_of_no_other()
    {
        for (var i = 0; i < new CommandOptions().MostOpenFor(CommandPriorities.Critical); i++)
            await rig.Documents.TryWriteAsync(Containers.Commands, "t/full", $"{i}", CommandLifecycle.Open(AlertCommands.Of(Alert() with { AlertId = $"{i}", Device = "full" })!), null, default);
        for (var i = 0; i < 5; i++) await parts.Step.HandleAsync(NotifyRig.Record(Alert() with { AlertId = Id[..31] + i, Device = "full" }), default);
        Assert.Empty(rig.Log.All("device.commands"));
        Assert.All(rig.Documents.All<AlertDocument>(Containers.Alerts).Where(alert => alert.Channels.ContainsKey("command")),
            alert => Assert.Equal((DeliveryStates.Pending, 1), (alert.Channels["command"].State, alert.Channels["command"].Attempts)));
        await parts.Step.HandleAsync(NotifyRig.Record(Alert() with { AlertId = Id[..31] + "a" }), default);
        Assert.Single(rig.Log.All("device.commands"));
    }

    /// <summary>A store that is away is the channel's own failure, and the pause is kept.</summary>
    [Fact]
    public async Task A_store_that_is_away_has_the_channel_left_alone()
    {
        var tries = 0;
        rig.Documents.OnWrite = (container, after) =>
        {
            if (container != Containers.Commands || after) return;
            tries++;
            throw new StoreUnavailableException("away");
        };
        for (var i = 0; i < 5; i++) await parts.Step.HandleAsync(NotifyRig.Record(Alert() with { AlertId = Id[..31] + i, Device = $"d{i}" }), default);
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task In_a_storm_every_device_has_its_command_and_nobody_is_told_more()
    {
        for (var i = 0; i < 5; i++) await parts.Step.HandleAsync(NotifyRig.Record(Alert() with { AlertId = Id[..31] + i, Device = $"d{i}" }), default);
        Assert.Equal((5, 2), (rig.Log.All("device.commands").Count(), rig.First.Keys.Count));
    }

    private AlertRecord Alert() => NotifyRig.Alert(Id) with { Action = "shutdown", Time = rig.Now };
}
