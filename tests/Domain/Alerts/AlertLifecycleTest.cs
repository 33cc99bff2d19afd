using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Domain.Tests.Alerts;

public sealed class AlertLifecycleTest
{
    [Theory]
    [InlineData(AlertStates.Open, "acknowledge", AlertStates.Acknowledged)]
    [InlineData(AlertStates.Open, "clear", AlertStates.Cleared)]
    [InlineData(AlertStates.Acknowledged, "clear", AlertStates.Cleared)]
    public void A_legal_wish_changes_state_time_and_person(string from, string wish, string to)
    {
        var (next, reason) = Wish(Alert(from, "ann"), wish, "eva");
        Assert.Null(reason);
        Assert.Equal((to, "eva", 99), (next!.State, next.By, next.Changed));
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

    private static AlertTransition Wish(AlertDocument alert, string wish, string by) =>
        wish == "clear" ? AlertLifecycle.Clear(alert, by, 99) : AlertLifecycle.Acknowledge(alert, by, 99);

    private static AlertDocument Alert(string state, string by) => new()
    {
        Alert = new AlertRecord
        {
            AlertId = "a",
            Tenant = "t",
            Device = "d",
            Rule = "r",
            Severity = 1,
            Level = "info",
            Message = "m",
            Measure = "x",
            Value = 1,
            Limit = 0,
            Time = 1,
            EventId = "e",
            Origin = "0-0-0-0",
        },
        State = state,
        By = by,
        Changed = 1,
        Channels = new Dictionary<string, ChannelDelivery>(),
    };
}
