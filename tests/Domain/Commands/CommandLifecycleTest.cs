using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Domain.Tests.Commands;

public sealed class CommandLifecycleTest
{
    private static readonly CommandRecord Command = new()
    {
        Id = "1",
        Tenant = "t",
        Device = "d",
        Command = "restart",
        Issued = 1_000_000,
        Expires = 1_300_000,
        Timeout = 30_000,
        Priority = CommandPriorities.Medium,
    };

    private static readonly CommandDocument Queued = CommandLifecycle.Open(Command);
    private static readonly CommandReply Done = new(CommandStates.Succeeded, 1_000_500, null, null);

    public static TheoryData<string> Terminal => [CommandStates.Succeeded, CommandStates.Failed, CommandStates.TimedOut, CommandStates.Expired];

    [Fact]
    public void A_new_command_is_queued_and_looked_at_until_it_is_told()
    {
        Assert.Equal((CommandStates.Queued, false, "0000000001010000"), (Queued.State, Queued.Told, Queued.Due));
        var told = CommandLifecycle.Told(Queued)!;
        Assert.Equal((CommandStates.Queued, true, "0000000001303000"), (told.State, told.Told, told.Due));
        Assert.Null(CommandLifecycle.Told(told));
    }

    [Fact]
    public void One_that_expires_sooner_is_looked_at_sooner() =>
        Assert.Equal("0000000001004000", CommandLifecycle.Open(Command with { Expires = 1_001_000 }).Due);

    [Fact]
    public void The_time_to_reply_runs_from_the_delivery()
    {
        var sent = CommandLifecycle.Sent(Queued, 1_299_999, 1_299_999)!;
        Assert.Equal((CommandStates.Sent, true, 1_299_999L, "0000000001332999"), (sent.State, sent.Told, sent.Sent, sent.Due));
        Assert.Null(CommandLifecycle.Sent(sent, 1_299_999, 1_299_999));
        Assert.Null(CommandLifecycle.Overdue(sent, 1_332_998));
        var over = CommandLifecycle.Overdue(sent, 1_332_999)!;
        Assert.Equal((CommandStates.TimedOut, null, 1_332_999L), (over.State, over.Due, over.Changed));
    }

    /// <summary>The clock of a bridge neither shortens the time to reply nor lengthens it, also when the device took the command long after its issue.</summary>
    [Theory]
    [InlineData(0, 1_000_000)]
    [InlineData(1_140_000, 1_140_000)]
    [InlineData(9_000_000, 1_200_000)]
    public void A_bridge_whose_clock_is_wrong_does_not_move_the_deadline(long time, long noted)
    {
        var sent = CommandLifecycle.Sent(Queued, time, 1_200_000)!;
        Assert.Equal((noted, 1_200_000L, "0000000001233000"), (sent.Sent, sent.Changed, sent.Due));
        Assert.Null(CommandLifecycle.Overdue(sent, 1_232_999));
        Assert.Equal(CommandStates.TimedOut, CommandLifecycle.Overdue(sent, 1_233_000)!.State);
    }

    [Fact]
    public void One_that_was_issued_in_the_future_was_not_sent_there() =>
        Assert.Equal((900_000L, "0000000000933000"), (CommandLifecycle.Sent(Queued, 800_000, 900_000)!.Sent, CommandLifecycle.Sent(Queued, 800_000, 900_000)!.Due));

    [Fact]
    public void What_nobody_took_expires_after_the_grace()
    {
        Assert.Null(CommandLifecycle.Overdue(Queued, 1_302_999));
        Assert.Equal((CommandStates.Expired, null), (CommandLifecycle.Overdue(Queued, 1_303_000)!.State, CommandLifecycle.Overdue(Queued, 1_303_000)!.Due));
    }

    [Fact]
    public void A_reply_ends_what_is_queued_and_what_is_sent()
    {
        foreach (var open in new[] { Queued, CommandLifecycle.Sent(Queued, 1_000_100, 1_000_100)! })
        {
            var ended = CommandLifecycle.Replied(open, Done)!;
            Assert.Equal((CommandStates.Succeeded, true, null, 1_000_500L, Done), (ended.State, ended.Told, ended.Due, ended.Changed, ended.Reply));
        }
    }

    [Theory]
    [MemberData(nameof(Terminal))]
    public void Nothing_changes_a_terminal_state(string state)
    {
        var ended = Queued with { State = state, Due = null };
        Assert.Null(CommandLifecycle.Replied(ended, Done));
        Assert.Null(CommandLifecycle.Replied(ended, Done with { State = CommandStates.Failed }));
        Assert.Null(CommandLifecycle.Sent(ended, 2_000_000, 2_000_000));
        Assert.Null(CommandLifecycle.Told(ended));
        Assert.Null(CommandLifecycle.Overdue(ended, long.MaxValue));
    }

    /// <summary>Whatever happens in whichever order, one terminal state is reached, and the first stands.</summary>
    [Fact]
    public void Of_any_sequence_the_first_end_stands()
    {
        Func<CommandDocument, CommandDocument?>[] steps =
        [
            CommandLifecycle.Told, command => CommandLifecycle.Sent(command, 1_000_100, 1_000_100), command => CommandLifecycle.Replied(command, Done),
            command => CommandLifecycle.Replied(command, Done with { State = CommandStates.Failed }), command => CommandLifecycle.Overdue(command, 9_000_000),
        ];
        var orders = Permutations([.. Enumerable.Range(0, steps.Length)]).ToList();
        Assert.Equal(120, orders.Count);
        foreach (var order in orders)
        {
            var (now, end) = (Queued, (CommandDocument?)null);
            foreach (var step in order)
            {
                now = steps[step](now) ?? now;
                if (!CommandStates.IsOpen(now.State)) end ??= now;
            }

            Assert.Same(end, now);
            Assert.Null(now.Due);
            Assert.Equal(order.First(step => step >= 2) switch { 2 => CommandStates.Succeeded, 3 => CommandStates.Failed, _ => order.IndexOf(1) < order.IndexOf(4) ? CommandStates.TimedOut : CommandStates.Expired }, now.State);
        }
    }

    private static IEnumerable<List<int>> Permutations(List<int> items) => items.Count == 0
        ? [[]]
        : items.SelectMany(item => Permutations([.. items.Where(other => other != item)]).Select(rest => (List<int>)[item, .. rest]));
}
