using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Domain.Tests.Alerts.Policy;

public sealed class NotificationPolicyTest
{
    private static readonly string[] SetUp = ["log", "webhook"];
    private static readonly AlertRecord Alert = AnyAlert.Revision(0) with { Severity = 3, Level = "warning", Tenant = "acme", Rule = "temperature-high", Group = "site=plant1" };

    [Fact]
    public void Without_a_policy_every_alert_goes_to_every_channel_that_is_set_up() => Assert.Equal(SetUp, NotificationPolicy.Default.ChannelsOf(Alert, SetUp));

    [Theory]
    [InlineData(3, "", "", "", "", true)]
    [InlineData(4, "", "", "", "", false)]
    [InlineData(1, "warning", "acme", "temperature-*", "site=*", true)]
    [InlineData(1, "high", "acme", "temperature-*", "site=*", false)]
    [InlineData(1, "warning", "ac", "temperature-*", "site=*", false)]
    [InlineData(1, "warning", "acme", "pressure-*", "site=*", false)]
    [InlineData(1, "warning", "acme", "temperature-*", "line=*", false)]
    public void A_route_fits_when_everything_that_it_names_does(int severity, string level, string tenant, string rule, string group, bool fits)
    {
        var match = new AlertMatch { MinimumSeverity = severity, Levels = List(level), Tenants = List(tenant), Rules = List(rule), Groups = List(group) };
        Assert.Equal(fits, match.Fits(Alert));
    }

    [Fact]
    public void An_alert_without_a_group_fits_no_pattern_of_groups() => Assert.False(new AlertMatch { Groups = ["*"] }.Fits(Alert with { Group = null }));

    [Fact]
    public void An_alert_goes_to_the_channels_of_all_routes_that_fit_each_once()
    {
        var policy = new NotificationPolicy { Routes = [new(AlertMatch.Every, ["log"]), new(AlertMatch.Every, ["log", "webhook", "email"]), new(new AlertMatch { MinimumSeverity = 5 }, ["*"])] };
        Assert.Equal(SetUp, policy.ChannelsOf(Alert, SetUp));
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    [InlineData(199, true)]
    [InlineData(200, false)]
    public void A_silence_holds_alerts_back_whose_latest_breach_lies_in_its_time(long last, bool silenced)
    {
        var policy = new NotificationPolicy { Silences = [new Silence(new AlertMatch { Tenants = ["acme"] }, 100, 200)] };
        Assert.Equal(silenced, policy.IsSilenced(Alert with { Last = last }));
        Assert.False(policy.IsSilenced(Alert with { Last = last, Tenant = "other" }));
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 300)]
    [InlineData(250, 300)]
    [InlineData(300, 0)]
    [InlineData(400, 500)]
    public void Maintenance_lasts_over_silences_that_follow_each_other(long time, long until)
    {
        var (acme, other) = (new AlertMatch { Tenants = ["acme"] }, new AlertMatch { Tenants = ["other"] });
        var policy = new NotificationPolicy { Silences = [new Silence(acme, 200, 300), new Silence(acme, 100, 200), new Silence(other, 0, 1000), new Silence(acme, 400, 500)] };
        Assert.Equal(until, policy.SilencedUntil(Alert, time));
    }

    private static string[] List(string one) => one.Length == 0 ? [] : [one];
}
