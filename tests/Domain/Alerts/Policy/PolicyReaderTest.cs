using System.Text.Json;
using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Domain.Tests.Alerts.Policy;

public sealed class PolicyReaderTest
{
    private const string Whole = """
        {
          "routes": [
            { "minimumSeverity": 3, "channels": ["log", "webhook"] },
            { "levels": ["critical"], "tenants": ["acme*"], "rules": ["temperature-*"], "groups": ["site=plant1"], "channels": ["email"] }
          ],
          "limits": { "webhook": 60, "email": 10 },
          "storm": { "devices": 50, "windowSeconds": 120 },
          "silences": [{ "tenants": ["acme"], "devices": ["pump-*"], "from": "2026-01-31T08:00:00Z", "to": "2026-01-31T12:00:00+02:00" }],
          "escalations": [
            { "minimumSeverity": 5, "afterSeconds": 3600, "channels": ["*"] },
            { "afterSeconds": 900, "channels": ["email"] }
          ]
        }
        """;

    [Fact]
    public void A_section_is_read_as_a_whole()
    {
        var policy = PolicyReader.Read(Json(Whole), out var fault)!;
        Assert.Null(fault);
        Assert.Equal((3, "log webhook"), (policy.Routes[0].Match.MinimumSeverity, string.Join(' ', policy.Routes[0].Channels)));
        Assert.Equal("critical acme* temperature-* site=plant1", string.Join(' ', [.. policy.Routes[1].Match.Levels, .. policy.Routes[1].Match.Tenants, .. policy.Routes[1].Match.Rules, .. policy.Routes[1].Match.Groups]));
        Assert.Equal((60, 10), (policy.Limits["webhook"], policy.Limits["email"]));
        Assert.Equal(new StormLimit(50, TimeSpan.FromMinutes(2)), policy.Storm);
        Assert.Equal(2 * 60 * 60 * 1000, policy.Silences[0].To - policy.Silences[0].From);
        Assert.Equal([15, 60], policy.Escalations.Select(step => step.After.TotalMinutes));
    }

    [Fact]
    public void What_is_left_out_is_as_without_any_policy() => Assert.Equivalent(NotificationPolicy.Default, PolicyReader.Read(Json("{}"), out _), strict: true);

    [Fact]
    public void Storms_can_be_switched_off() => Assert.Null(PolicyReader.Read(Json("""{"storm": null}"""), out _)!.Storm);

    [Theory]
    [InlineData("[]", "notifications", "object")]
    [InlineData("""{"route": []}""", "notifications", "unknown")]
    [InlineData("""{"\ud800": []}""", "notifications", "unknown")]
    [InlineData("""{"routes": {}}""", "notifications.routes", "list")]
    [InlineData("""{"routes": [], "routes": []}""", "notifications.routes", "twice")]
    [InlineData("""{"routes": [{}]}""", "notifications.routes[0]", "channels is missing")]
    [InlineData("""{"routes": [{"channels": ["pager"]}]}""", "notifications.routes[0].channels[0]", "one of log, webhook, email, command, *")]
    [InlineData("""{"routes": [{"channels": [], "minimumSeverity": 6}]}""", "notifications.routes[0].minimumSeverity", "1 to 5")]
    [InlineData("""{"routes": [{"channels": [], "minimumSeverity": "3"}]}""", "notifications.routes[0].minimumSeverity", "whole number")]
    [InlineData("""{"routes": [{"channels": []}, {"channels": [], "levels": ["urgent"]}]}""", "notifications.routes[1].levels[0]", "one of info")]
    [InlineData("""{"routes": [{"channels": [], "tenants": []}]}""", "notifications.routes[0].tenants", "1 to 100")]
    [InlineData("""{"routes": [{"channels": [], "rules": [""]}]}""", "notifications.routes[0].rules[0]", "1 to 256")]
    [InlineData("""{"routes": [{"channels": [], "rules": ["a\nb"]}]}""", "notifications.routes[0].rules[0]", "control")]
    [InlineData("""{"routes": [{"channels": [], "rules": ["\ud800"]}]}""", "notifications.routes[0].rules[0]", "text")]
    [InlineData("""{"limits": {"pager": 5}}""", "notifications.limits", "unknown")]
    [InlineData("""{"limits": {"webhook": 0}}""", "notifications.limits.webhook", "1 to 1000")]
    [InlineData("""{"storm": {"devices": 501}}""", "notifications.storm.devices", "1 to 500")]
    [InlineData("""{"storm": {"windowSeconds": 9}}""", "notifications.storm.windowSeconds", "10 to 3600")]
    [InlineData("""{"storm": false}""", "notifications.storm", "object")]
    [InlineData("""{"silences": [{"tenants": ["*"], "from": "2026-01-31T08:00:00", "to": "2026-02-01T08:00:00Z"}]}""", "notifications.silences[0].from", "offset")]
    [InlineData("""{"silences": [{"tenants": ["*"], "from": "2026-01-31T08:00:00Z", "to": "2026-01-31T08:00:00Z"}]}""", "notifications.silences[0]", "before")]
    [InlineData("""{"silences": [{"from": "2026-01-31T08:00:00Z", "to": "2026-01-31T09:00:00Z"}]}""", "notifications.silences[0]", "must name")]
    [InlineData("""{"escalations": [{"channels": ["email"]}]}""", "notifications.escalations[0]", "afterSeconds is missing")]
    [InlineData("""{"escalations": [{"afterSeconds": 604801, "channels": ["email"]}]}""", "notifications.escalations[0].afterSeconds", "604800")]
    public void Anything_wrong_refuses_the_whole_with_path_and_reason(string json, string path, string reason)
    {
        Assert.Null(PolicyReader.Read(Json(json), out var fault));
        Assert.Equal(path, fault!.Path);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_is_bounded_is_refused()
    {
        var routes = string.Join(',', Enumerable.Repeat("""{"channels":[]}""", 101));
        Assert.Null(PolicyReader.Read(Json($$"""{"routes": [{{routes}}]}"""), out var fault));
        Assert.Equal("notifications.routes", fault!.Path);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
