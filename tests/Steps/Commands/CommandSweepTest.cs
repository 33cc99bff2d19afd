using ServerlessIot.Domain.Commands;
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

    [Fact]
    public async Task More_than_a_run_looks_at_are_ended_by_the_next()
    {
        var options = rig.Options with { LooksPerRun = 2 };
        for (var device = 0; device < 5; device++) await rig.AskAsync(rig.Command("1", $"d{device}"));
        rig.Clock.Advance(TimeSpan.FromHours(1));
        var teller = new ServerlessIot.Steps.Commands.CommandTeller(rig.Documents, rig.Log, new(), options, rig.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<ServerlessIot.Steps.Commands.CommandTeller>.Instance);
        var sweep = new ServerlessIot.Steps.Commands.CommandSweep(rig.Documents, teller, options, rig.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<ServerlessIot.Steps.Commands.CommandSweep>.Instance);
        foreach (var expected in new[] { 2, 2, 1, 0 }) Assert.Equal(expected, (await sweep.RunAsync(default)).Ended);
        Assert.All(rig.Documents.All<CommandDocument>(Containers.Commands), command => Assert.Equal(CommandStates.Expired, command.State));
    }
}
