using System.Text;
using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Commands;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Commands;

public sealed class CommandDeskTest
{
    private readonly CommandRig rig = new();

    [Fact]
    public async Task A_command_is_recorded_then_told_under_the_devices_key()
    {
        rig.Log.OnWrite = _ => Assert.Equal(CommandStates.Queued, rig.Only.State);
        var asked = await rig.AskAsync();
        Assert.Equal((CommandAnswers.Begun, CommandStates.Queued, true), (asked.Answer, asked.Command!.State, asked.Command.Told));
        var record = Assert.Single(rig.Told);
        Assert.Equal(("t/d", "1", RecordTypes.Command, "t/d/1"), (Encoding.UTF8.GetString(record.Key.Span), record.Header(LogHeaders.Correlation), record.Header(LogHeaders.Type), record.Header(LogHeaders.Id)));
        Assert.Equal(rig.Command(), JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.CommandRecord));
        Assert.Equal(rig.Only, asked.Command);
    }

    [Fact]
    public async Task Of_one_device_only_so_many_are_open_at_once()
    {
        for (var i = 1; i <= 3; i++) Assert.Equal(CommandAnswers.Begun, (await rig.AskAsync(rig.Command($"{i}"))).Answer);
        Assert.Equal(CommandAnswers.TooMany, (await rig.AskAsync(rig.Command("4"))).Answer);
        Assert.Equal(3, rig.Told.Count);
        Assert.Equal(CommandAnswers.Begun, (await rig.AskAsync(rig.Command("4", "other"))).Answer);
        await rig.ReplyAsync("{}", "2");
        Assert.Equal(CommandAnswers.Begun, (await rig.AskAsync(rig.Command("4"))).Answer);
    }

    [Fact]
    public async Task Critical_commands_find_room_where_others_do_not()
    {
        for (var i = 1; i <= 3; i++) await rig.AskAsync(rig.Command($"{i}"));
        Assert.Equal(CommandAnswers.TooMany, (await rig.AskAsync(rig.Command("4") with { Priority = CommandPriorities.High })).Answer);
        for (var i = 4; i <= 6; i++) Assert.Equal(CommandAnswers.Begun, (await rig.AskAsync(rig.Command($"{i}") with { Priority = CommandPriorities.Critical })).Answer);
        Assert.Equal(CommandAnswers.TooMany, (await rig.AskAsync(rig.Command("7") with { Priority = CommandPriorities.Critical })).Answer);
        Assert.Equal(6, rig.Told.Count);
    }

    [Fact]
    public async Task A_key_stands_for_one_command_even_when_many_are_open()
    {
        var first = await rig.AskAsync(rig.Command("k-1", key: "once"));
        await rig.AskAsync(rig.Command("2"));
        await rig.AskAsync(rig.Command("3"));
        rig.Clock.Advance(TimeSpan.FromSeconds(5));
        var again = await rig.AskAsync(rig.Command("k-1", key: "once"));
        Assert.Equal((CommandAnswers.Known, first.Command), (again.Answer, again.Command));
        Assert.Equal(CommandAnswers.OtherContent, (await rig.AskAsync(rig.Command("k-1", key: "once") with { Command = "stop" })).Answer);
        Assert.Equal(3, rig.Told.Count);
    }

    [Fact]
    public async Task Of_two_that_ask_with_one_key_at_once_one_begins()
    {
        var raced = false;
        rig.Documents.OnWrite = (_, after) =>
        {
            if (after || raced) return;
            raced = true;
            rig.AskAsync(rig.Command("k-1", key: "once")).GetAwaiter().GetResult();
        };
        Assert.Equal(CommandAnswers.Known, (await rig.AskAsync(rig.Command("k-1", key: "once"))).Answer);
        Assert.Single(rig.Told);
    }

    [Fact]
    public async Task What_the_log_did_not_take_is_recorded_and_told_by_the_timer()
    {
        rig.Log.OnWrite = _ => throw new LogUnavailableException("down");
        var asked = await rig.AskAsync();
        Assert.Equal((CommandAnswers.Begun, false), (asked.Answer, asked.Command!.Told));
        rig.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal((0, 0), await rig.Sweep.RunAsync(default));
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((0, 0), await rig.Sweep.RunAsync(default));
        rig.Log.OnWrite = _ => { };
        Assert.Equal((0, 1), await rig.Sweep.RunAsync(default));
        Assert.True(rig.Only.Told);
        Assert.Single(rig.Told);
        Assert.Equal((0, 0), await rig.Sweep.RunAsync(default));
    }

    [Fact]
    public async Task Whoever_dies_between_document_and_log_has_lost_nothing()
    {
        rig.Log.OnWrite = _ => throw new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.AskAsync(rig.Command("k-1", key: "once")));
        rig.Log.OnWrite = _ => { };
        Assert.Equal(CommandAnswers.Known, (await rig.AskAsync(rig.Command("k-1", key: "once"))).Answer);
        Assert.Single(rig.Told);
        Assert.True(rig.Only.Told);
    }

    [Fact]
    public async Task A_death_after_the_log_had_it_tells_it_again_under_the_same_id()
    {
        var writes = 0;
        rig.Documents.OnWrite = (_, after) =>
        {
            if (!after && ++writes == 2) throw new InvalidOperationException("killed");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.AskAsync());
        rig.Documents.OnWrite = (_, _) => { };
        rig.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((0, 1), await rig.Sweep.RunAsync(default));
        Assert.Equal(["t/d/1", "t/d/1"], rig.Told.Select(record => record.Header(LogHeaders.Id)));
    }

    /// <summary>Who were told that it failed would ask again without a key, and the device did it twice.</summary>
    [Theory]
    [InlineData(null, CommandAnswers.Begun)]
    [InlineData("once", CommandAnswers.Begun)]
    [InlineData("once", CommandAnswers.Known)]
    public async Task What_the_log_has_is_taken_even_if_it_cannot_be_noted_and_the_timer_notes_it(string? key, CommandAnswers answer)
    {
        if (answer == CommandAnswers.Known)
        {
            // Recorded by somebody who died before the log had it.
            rig.Log.OnWrite = _ => throw new InvalidOperationException("killed");
            await Assert.ThrowsAsync<InvalidOperationException>(() => rig.AskAsync(rig.Command(key: key)));
            rig.Log.OnWrite = _ => { };
        }

        rig.Documents.OnWrite = (_, after) =>
        {
            if (!after && rig.Told.Count > 0) throw new StoreUnavailableException("away");
        };
        var asked = await rig.AskAsync(rig.Command(key: key));
        Assert.Equal((answer, CommandStates.Queued, false), (asked.Answer, asked.Command!.State, asked.Command.Told));
        rig.Documents.OnWrite = (_, _) => { };
        rig.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((0, 1), await rig.Sweep.RunAsync(default));
        Assert.True(rig.Only.Told);
        Assert.Equal(["t/d/1", "t/d/1"], rig.Told.Select(record => record.Header(LogHeaders.Id)));
    }

    [Fact]
    public async Task What_was_not_recorded_is_not_taken()
    {
        rig.Documents.OnWrite = (_, _) => throw new StoreUnavailableException("away");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => rig.AskAsync());
        Assert.Empty(rig.Told);
    }

    [Fact]
    public async Task A_reply_that_comes_before_the_telling_is_noted_stands()
    {
        rig.Log.OnWrite = _ => rig.ReplyAsync("""{"status":"ok"}""").GetAwaiter().GetResult();
        var asked = await rig.AskAsync();
        Assert.Equal((CommandStates.Succeeded, CommandStates.Succeeded), (asked.Command!.State, rig.Only.State));
    }
}
