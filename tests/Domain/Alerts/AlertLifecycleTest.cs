using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Domain.Tests.Alerts;

public sealed class AlertLifecycleTest
{
    [Theory]
    [InlineData(AlertStates.Open, "acknowledge", AlertStates.Acknowledged)]
    [InlineData(AlertStates.Open, "clear", AlertStates.Cleared)]
    [InlineData(AlertStates.Acknowledged, "clear", AlertStates.Cleared)]
    [InlineData(AlertStates.Acknowledged, "reopen", AlertStates.Open)]
    [InlineData(AlertStates.Cleared, "reopen", AlertStates.Open)]
    public void A_legal_wish_changes_state_time_and_person(string from, string wish, string to)
    {
        var (next, reason) = Wish(Alert(from, "ann"), wish, "eva");
        Assert.Null(reason);
        Assert.Equal((to, to == AlertStates.Open ? null : "eva", "eva", 99), (next!.State, next.By, next.Hand!.By, next.Changed));
    }

    [Theory]
    [InlineData(AlertStates.Acknowledged, "acknowledge")]
    [InlineData(AlertStates.Cleared, "acknowledge")]
    [InlineData(AlertStates.Cleared, "clear")]
    public void An_illegal_wish_is_refused_with_a_reason(string from, string wish)
    {
        var (next, reason) = Wish(Alert(from, "ann"), wish, "eva");
        Assert.Null(next);
        Assert.Contains($"{from} by ann", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AlertStates.Acknowledged, "acknowledge")]
    [InlineData(AlertStates.Cleared, "clear")]
    public void A_wish_that_the_same_person_repeats_changes_nothing(string from, string wish)
    {
        var alert = Alert(from, "eva");
        Assert.Same(alert, Wish(alert, wish, "eva").Next);
    }

    [Fact]
    public void A_reopening_that_is_repeated_changes_nothing_and_one_of_an_open_alert_is_refused()
    {
        var reopened = Wish(Alert(AlertStates.Cleared, "ann"), "reopen", "eva").Next!;
        Assert.Same(reopened, Wish(reopened, "reopen", "eva").Next);
        Assert.Null(Wish(reopened, "reopen", "ann").Next);
    }

    [Fact]
    public void The_end_of_its_condition_clears_an_alert_by_nobody()
    {
        var next = AlertLifecycle.Revise(Alert(AlertStates.Acknowledged, "ann"), Revision(1, 10, cleared: 20), 50)!;
        Assert.Equal((AlertStates.Cleared, null, 50), (next.State, next.By, next.Changed));
    }

    [Fact]
    public void The_return_of_its_condition_opens_an_alert_again_and_what_somebody_did_before_counts_no_more()
    {
        var next = AlertLifecycle.Revise(Alert(AlertStates.Acknowledged, "ann"), Revision(1, 30, reopened: 1), 50)!;
        Assert.Equal((AlertStates.Open, null, 50), (next.State, next.By, next.Changed));
    }

    [Theory]
    [InlineData(1 + 60_000, AlertStates.Cleared)]
    [InlineData(1 + 60_001, AlertStates.Open)]
    public void Breaches_that_go_on_for_longer_than_the_cooldown_open_what_somebody_cleared(long last, string state) =>
        Assert.Equal(state, AlertLifecycle.Revise(Alert(AlertStates.Cleared, "ann"), Revision(1, last), 50)!.State);

    [Fact]
    public void An_alert_that_somebody_reopened_after_its_condition_ended_stays_open_until_somebody_clears_it()
    {
        var ended = AlertLifecycle.Revise(Alert(AlertStates.Open, null), Revision(1, 10, cleared: 20), 50)!;
        var open = AlertLifecycle.Revise(Wish(ended, "reopen", "eva").Next!, Revision(2, 10, cleared: 20), 51)!;
        Assert.Equal(AlertStates.Open, open.State);
        var cleared = AlertLifecycle.Revise(Wish(open, "clear", "eva").Next!, Revision(3, 10, cleared: 20), 52)!;
        Assert.Equal((AlertStates.Cleared, "eva"), (cleared.State, cleared.By));
    }

    private static AlertTransition Wish(AlertDocument alert, string wish, string by) =>
        wish switch
        {
            "clear" => AlertLifecycle.Clear(alert, by, 99),
            "reopen" => AlertLifecycle.Reopen(alert, by, 99),
            _ => AlertLifecycle.Acknowledge(alert, by, 99),
        };

    private static AlertRecord Revision(int offset, long last, long? cleared = null, int reopened = 0) => AnyAlert.Revision(offset) with
    {
        Last = last,
        Cleared = cleared,
        Reopened = reopened,
        Cooldown = 60_000,
    };

    private static AlertDocument Alert(string state, string? by) => new()
    {
        Alert = AnyAlert.Revision(0),
        State = state,
        By = by,
        Changed = 1,
        Channels = new Dictionary<string, ChannelDelivery>(),
    };
}
