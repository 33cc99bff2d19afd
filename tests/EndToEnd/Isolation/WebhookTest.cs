using System.Globalization;
using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.EndToEnd.Tests.Isolation;

/// <summary>A webhook that is down, hangs or fails stops nothing; when it is back, every alert arrives once.</summary>
public sealed class WebhookTest
{
    private const int Devices = 200;

    [Theory]
    [InlineData("is down")]
    [InlineData("fails")]
    [InlineData("hangs")]
    public async Task Nothing_waits_for_the_webhook_and_every_alert_arrives_once_when_it_is_back(string trouble)
    {
        await using var webhook = new Webhook { Does = trouble == "hangs" ? Webhook.Mood.NeverAnswers : Webhook.Mood.Refuses };
        if (trouble != "is down") await webhook.OpenAsync();
        var settings = new Dictionary<string, string>
        {
            ["Notify__Webhook__Url"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{webhook.Port}/alerts"),
            ["Notify__FirstDelay"] = "00:00:02",
            ["Notify__LongestDelay"] = "00:00:05",
            ["Notify__Pause"] = "00:00:01",
        };
        await using var edition = await EditionProcess.UpAsync(EditionProcess.NewFolder(), settings, "--no-fleet");
        using var api = new EditionApi(edition);
        await Breaches.WithoutStormsAsync(api);

        await Breaches.PublishAsync(edition, "hook", Devices);
        await Breaches.ThroughAsync(api, Devices);
        // Notify itself goes on too: alerts get their documents and stay pending.
        await Until.TrueAsync(async () => (await api.AllAsync("alerts")).Count == Devices, () => api.Last);
        Assert.All(await api.AllAsync("alerts"), alert => Assert.Equal("pending", alert.GetProperty("channels").GetProperty("webhook").GetProperty("state").GetString()));
        Assert.Empty(webhook.Taken);
        Assert.Equal(trouble != "is down", webhook.Posts > 0);

        webhook.Does = Webhook.Mood.Takes;
        if (trouble == "is down") await webhook.OpenAsync();
        await Until.TrueAsync(
            async () => (await api.AllAsync("alerts")).All(alert => alert.GetProperty("channels").GetProperty("webhook").GetProperty("state").GetString() == "sent"),
            () => $"{webhook.Taken.Count} of {Devices} arrived.");

        var ids = (await api.AllAsync("alerts")).Select(alert => alert.GetProperty("alert").GetProperty("alertId").GetString()!);
        Assert.Equal(ids.Order(), webhook.Taken.Keys.Order());
        Assert.All(webhook.Taken.Values, times => Assert.Equal(1, times));
    }
}
