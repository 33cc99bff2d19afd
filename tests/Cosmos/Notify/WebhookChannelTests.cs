using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessIot.Cosmos.Tests.Documents;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Cosmos.Tests.Notify;

public sealed class WebhookChannelTests
{
    [Fact]
    public async Task An_alert_is_posted_as_JSON_with_its_key()
    {
        var (key, body) = ("", default(JsonElement));
        await using var server = await ServeAsync(async context =>
        {
            (key, body) = (context.Request.Headers["Idempotency-Key"].ToString(), await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body));
            context.Response.StatusCode = 204;
        });
        await using var services = Services(server.Urls.Single() + "/hook");
        Assert.Null(await Webhook(services).SendAsync(new Notice(Samples.Alert("t/d", "a1"), "a1"), default));
        Assert.Equal(("a1", "a1", "open"), (key, body.GetProperty("alert").GetProperty("alertId").GetString(), body.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Any_other_answer_than_success_is_the_reason(int status)
    {
        await using var server = await ServeAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });
        await using var services = Services(server.Urls.Single());
        Assert.Equal($"HTTP {status}", await Webhook(services).SendAsync(new Notice(Samples.Alert("t/d", "a1"), "a1"), default));
    }

    [Fact]
    public async Task A_webhook_that_does_not_answer_in_time_is_the_reason()
    {
        await using var server = await ServeAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var services = Services(server.Urls.Single(), ("Notify:Webhook:Timeout", "00:00:00.5"));
        Assert.Equal("no answer within 0.5 s", await Webhook(services).SendAsync(new Notice(Samples.Alert("t/d", "a1"), "a1"), default));
    }

    [Fact]
    public async Task A_webhook_that_is_not_there_is_the_reason()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        await using var services = Services($"http://127.0.0.1:{port}");
        Assert.NotNull(await Webhook(services).SendAsync(new Notice(Samples.Alert("t/d", "a1"), "a1"), default));
    }

    [Fact]
    public async Task Without_an_address_there_are_only_the_log_and_commands()
    {
        await using var services = Services("");
        Assert.Equal(["log", "command"], services.GetServices<IAlertChannel>().Select(channel => channel.Name));
    }

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("hook")]
    public void An_address_in_the_clear_over_a_network_is_refused_at_start(string url)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Services(url));
        Assert.Contains("Notify__Webhook__Url", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_key_a_post_is_signed_over_id_time_and_body()
    {
        var (headers, body) = (new HeaderDictionary(), Array.Empty<byte>());
        await using var server = await ServeAsync(async context =>
        {
            foreach (var header in context.Request.Headers) headers[header.Key] = header.Value;
            using var copy = new MemoryStream();
            await context.Request.Body.CopyToAsync(copy);
            body = copy.ToArray();
        });
        var key = RandomNumberGenerator.GetBytes(32);
        await using var services = Services(server.Urls.Single(), ("Notify:Webhook:Key", "whsec_" + Convert.ToBase64String(key)));
        Assert.Null(await Webhook(services).SendAsync(new Notice(Samples.Alert("t/d", "a1"), "a1-2"), default));
        var at = headers["webhook-timestamp"].ToString();
        byte[] signed = [.. Encoding.UTF8.GetBytes($"a1-2.{at}."), .. body];
        Assert.Equal(("a1-2", "a1-2", "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed))), (headers["webhook-id"].ToString(), headers["Idempotency-Key"].ToString(), headers["webhook-signature"].ToString()));
        Assert.InRange(long.Parse(at, CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_???")]
    public void A_key_of_another_form_is_refused_at_start(string key)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Services("http://127.0.0.1:9", ("Notify:Webhook:Key", key)));
        Assert.Contains("Notify__Webhook__Key", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, error.Message.Replace("whsec_ and", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static IAlertChannel Webhook(ServiceProvider services) => services.GetServices<IAlertChannel>().Single(channel => channel.Name == "webhook");

    private static ServiceProvider Services(string url, params (string Name, string Value)[] settings)
    {
        var values = settings.Append(("Notify:Webhook:Url", url)).ToDictionary(item => item.Item1, item => (string?)item.Item2);
        return Instances.Of(values);
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate handle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(handle);
        await server.StartAsync();
        return server;
    }
}
