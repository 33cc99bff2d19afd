using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Commands;

public sealed class CommandSweepTest
{
    private readonly CommandRig rig = new();

    [Fact]
    public async Task What_no_device_took_expires()
    {
        await rig.AskAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(302));
        Assert.Equal((0, 0), await rig.Sweep.RunAsync(default));
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal(CommandStates.Expired, rig.Only.State);
        await rig.ReplyAsync("{}");
        Assert.Equal((CommandStates.Expired, null), (rig.Only.State, rig.Only.Reply));
    }

    [Fact]
    public async Task What_a_device_had_and_did_not_answer_times_out()
    {
        await rig.AskAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(299));
        await rig.SentAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(32));
        Assert.Equal((0, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal(CommandStates.Sent, rig.Only.State);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal(CommandStates.TimedOut, rig.Only.State);
    }

    [Fact]
    public async Task A_reply_that_comes_while_the_timer_looks_stands()
    {
        await rig.AskAsync();
        rig.Clock.Advance(TimeSpan.FromMinutes(10));
        var raced = false;
        rig.Documents.OnWrite = (_, after) =>
        {
            if (after || raced) return;
            raced = true;
            rig.ReplyAsync("{}").GetAwaiter().GetResult();
        };
        Assert.Equal((0, 0), await rig.Sweep.RunAsync(default));
        Assert.True(raced);
        Assert.Equal(CommandStates.Succeeded, rig.Only.State);
    }

    [Fact]
    public async Task What_was_never_told_and_has_expired_is_told_to_nobody()
    {
        rig.Log.OnWrite = _ => throw new LogUnavailableException("down");
        await rig.AskAsync();
        rig.Log.OnWrite = _ => { };
        rig.Clock.Advance(TimeSpan.FromSeconds(301));
        Assert.Equal((0, 0), await rig.Sweep.RunAsync(default));
        Assert.Empty(rig.Told);
        rig.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((1, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal(CommandStates.Expired, rig.Only.State);
    }

    /// <summary>In an outage of the log each try takes its time: after the first that fails no further ones begin, and what is to end ends.</summary>
    [Fact]
    public async Task A_log_that_is_away_is_tried_a_few_times_in_a_run_and_holds_up_no_end()
    {
        rig.Log.OnWrite = _ => throw new LogUnavailableException("down");
        for (var device = 0; device < 40; device++) await rig.AskAsync(rig.Command("1", $"a{device:D2}"));
        for (var device = 0; device < 5; device++) await rig.AskAsync(rig.Command("1", $"b{device}") with { Expires = rig.Command().Issued + 1_000 });
        rig.Clock.Advance(TimeSpan.FromSeconds(10));
        var tries = 0;
        rig.Log.OnWrite = _ =>
        {
            Interlocked.Increment(ref tries);
            throw new LogUnavailableException("down");
        };
        Assert.Equal((5, 0), await rig.Sweep.RunAsync(default));
        Assert.InRange(tries, 1, 8); // as many as run side by side
        rig.Log.OnWrite = _ => { };
        Assert.Equal((0, 40), await rig.Sweep.RunAsync(default));
        Assert.Equal(40, rig.Told.Count);
    }

    /// <summary>Bridges and functions have clocks of their own.</summary>
    [Theory]
    [InlineData(-3_600)]
    [InlineData(3_600)]
    public async Task A_bridge_whose_clock_is_wrong_leaves_the_device_its_time_to_reply(int seconds)
    {
        await rig.AskAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(200));
        await rig.SentAsync(time: rig.Clock.Now.AddSeconds(seconds).ToUnixTimeMilliseconds());
        rig.Clock.Advance(TimeSpan.FromSeconds(32));
        Assert.Equal((0, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal(CommandStates.Sent, rig.Only.State);
        Assert.InRange(rig.Only.Sent!.Value, rig.Only.Command.Issued, rig.Clock.Now.ToUnixTimeMilliseconds());
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal(CommandStates.TimedOut, rig.Only.State);
    }

    /// <summary>The reply came in time, and its step is down: it decides once it is handled.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_ends_for_its_age_while_replies_of_that_time_wait(bool replied)
    {
        await rig.AskAsync();
        await rig.SentAsync();
        rig.Progress.Read = () => [new GroupPlace(7, 6)];
        rig.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((0, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal(CommandStates.Sent, rig.Only.State);
        if (replied) await rig.ReplyAsync("{}");
        rig.Progress.Read = () => [new GroupPlace(7, 7)];
        Assert.Equal((replied ? 0 : 1, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal(replied ? CommandStates.Succeeded : CommandStates.TimedOut, rig.Only.State);
    }

    [Fact]
    public async Task Where_nothing_is_overdue_nobody_asks_how_far_replies_are_handled()
    {
        await rig.AskAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(299));
        await rig.Sweep.RunAsync(default);
        Assert.Equal(0, rig.Progress.Reads);
    }

    [Fact]
    public async Task Replies_that_wait_elsewhere_hold_nothing_up()
    {
        var devices = Enumerable.Range(0, 20).Select(device => $"d{device}").ToList();
        foreach (var device in devices) await rig.AskAsync(rig.Command("1", device));
        rig.Progress.Read = () => [new GroupPlace(7, 7), new GroupPlace(7, 6)];
        rig.Clock.Advance(TimeSpan.FromSeconds(400));
        var here = devices.Where(device => Murmur2.Partition(System.Text.Encoding.UTF8.GetBytes($"t/{device}"), 2) == 0).ToList();
        Assert.InRange(here.Count, 1, 19);
        Assert.Equal((here.Count, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal(here.Order(), rig.Documents.All<CommandDocument>(Containers.Commands).Where(command => command.State == CommandStates.Expired).Select(command => command.Command.Device).Order());
    }

    /// <summary>Where replies come all the time some always wait; only those of the deadline matter.</summary>
    [Fact]
    public async Task A_stream_of_replies_holds_nothing_up()
    {
        await rig.AskAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(303));
        var end = 0;
        rig.Progress.Read = () => [new GroupPlace(end += 10, end - 10)];
        Assert.Equal((1, 0), await rig.Sweep.RunAsync(default));
    }

    [Fact]
    public async Task What_was_written_after_the_deadline_is_not_waited_for()
    {
        await rig.AskAsync(rig.Command("1"));
        rig.Clock.Advance(TimeSpan.FromSeconds(300));
        await rig.AskAsync(rig.Command("2") with { Expires = rig.Command().Issued + 1_000 });
        rig.Clock.Advance(TimeSpan.FromSeconds(3));
        rig.Progress.Read = () => [new GroupPlace(7, 6)];
        Assert.Equal((0, 0), await rig.Sweep.RunAsync(default));
        rig.Clock.Advance(TimeSpan.FromSeconds(10));
        rig.Progress.Read = () => [new GroupPlace(9, 7)];
        // All of the first look is handled: the first was overdue then, the second was not.
        Assert.Equal((1, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal((CommandStates.Expired, CommandStates.Queued), (State("1"), State("2")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_waits_for_an_end_for_ever(bool away)
    {
        await rig.AskAsync();
        rig.Progress.Read = () => away ? throw new LogUnavailableException("away") : [new GroupPlace(7, 6)];
        rig.Clock.Advance(TimeSpan.FromSeconds(602));
        Assert.Equal((0, 0), await rig.Sweep.RunAsync(default));
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal(CommandStates.Expired, rig.Only.State);
    }

    [Fact]
    public async Task More_than_a_run_looks_at_are_ended_by_the_next()
    {
        var options = rig.Options with { LooksPerRun = 2 };
        for (var device = 0; device < 5; device++) await rig.AskAsync(rig.Command("1", $"d{device}"));
        rig.Clock.Advance(TimeSpan.FromHours(1));
        var teller = new ServerlessIot.Steps.Commands.CommandTeller(rig.Documents, rig.Log, new(), options, rig.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<ServerlessIot.Steps.Commands.CommandTeller>.Instance);
        var sweep = new ServerlessIot.Steps.Commands.CommandSweep(rig.Documents, teller, new(rig.Progress, new(), rig.Clock), options, rig.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<ServerlessIot.Steps.Commands.CommandSweep>.Instance);
        foreach (var expected in new[] { 2, 2, 1, 0 }) Assert.Equal(expected, (await sweep.RunAsync(default)).Ended);
        Assert.All(rig.Documents.All<CommandDocument>(Containers.Commands), command => Assert.Equal(CommandStates.Expired, command.State));
    }

    private string State(string id) => rig.Documents.All<CommandDocument>(Containers.Commands).Single(command => command.Command.Id == id).State;
}
