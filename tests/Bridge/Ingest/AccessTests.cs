using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Access;
using ServerlessIot.Bridge.Tests.Clients;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Ingest;

public class AccessTests
{
    [Theory]
    [InlineData("ann:secret", HttpStatusCode.NoContent)]
    [InlineData("ann:wrong", HttpStatusCode.Unauthorized)]
    [InlineData("ann:", HttpStatusCode.Unauthorized)]
    [InlineData("bob:secret", HttpStatusCode.Unauthorized)]
    [InlineData(":", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task User_and_password_are_needed(string? pair, HttpStatusCode expected)
    {
        await using var http = await IngestClient.StartAsync(Locked);
        var answer = await http.PostAsync("{}", change: r => r.Headers.Authorization = pair is null ? null : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))));
        Assert.Equal(expected, answer.Status);
        Assert.Equal(expected == HttpStatusCode.NoContent ? 1 : 0, http.Log.Records.Count);
        if (expected != HttpStatusCode.Unauthorized)
            return;
        Assert.Equal("Not authenticated", answer.Problem());
        Assert.Equal(["Basic", "Bearer"], answer.Headers.WwwAuthenticate.Select(h => h.Scheme));
    }

    [Theory]
    [InlineData("Basic !!!", HttpStatusCode.BadRequest)]
    [InlineData("Basic YW5u", HttpStatusCode.BadRequest)]
    [InlineData("Digest x", HttpStatusCode.BadRequest)]
    [InlineData("Bearer token", HttpStatusCode.Unauthorized)]
    public async Task Other_authorizations_do_not_pass(string header, HttpStatusCode expected)
    {
        await using var http = await IngestClient.StartAsync(Locked);
        Assert.Equal(expected, (await http.PostAsync("{}", change: r => r.Headers.TryAddWithoutValidation("Authorization", header))).Status);
        Assert.Empty(http.Log.Records);
    }

    [Fact]
    public async Task Who_may_not_enter_is_told_so_before_anything_of_the_body_is_kept()
    {
        await using var http = await IngestClient.StartAsync(Locked);
        using var device = await RawDevice.OpenAsync(http.Bridge.Server.IngestPort!.Value);
        await device.SendAsync(Encoding.ASCII.GetBytes($"POST /topics/{TestBridge.Topic} HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 401", await device.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_certificate_it_is_TLS_and_nothing_else()
    {
        using var certificate = new TestCertificate();
        await using var http = await IngestClient.StartAsync(o => Locked(o) with { CertificateFile = certificate.Path, TlsPort = 0 });
        var port = http.Bridge.Server.IngestPort;
        string[] arguments = ["-sS", "--cacert", certificate.Authority, "-u", "ann:secret", "-w", "%{http_code}", "-d", "{}"];
        Assert.Equal((0, "204"), await Command.RunAsync("curl", [.. arguments, $"https://127.0.0.1:{port}/topics/{TestBridge.Topic}"]));
        Assert.NotEqual(0, (await Command.RunAsync("curl", [.. arguments, $"http://127.0.0.1:{port}/topics/{TestBridge.Topic}"])).Code);
        Assert.Single(http.Log.Records);
    }

    [Fact]
    public async Task The_ports_do_not_serve_each_other_s_paths()
    {
        await using var http = await IngestClient.StartAsync();
        using var client = new HttpClient();
        using var health = await client.GetAsync(new Uri($"http://127.0.0.1:{http.Bridge.Server.IngestPort}/healthz/live"));
        Assert.Equal(HttpStatusCode.NotFound, health.StatusCode);
        using var get = await client.GetAsync(new Uri($"http://127.0.0.1:{http.Bridge.Server.IngestPort}/topics/{TestBridge.Topic}"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        using var content = new StringContent("{}", MediaTypeHeaderValue.Parse("application/json"));
        using var post = await client.PostAsync(new Uri($"http://127.0.0.1:{http.Bridge.Server.HttpPort}/topics/{TestBridge.Topic}"), content);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Empty(http.Log.Records);
    }

    [Fact]
    public async Task A_device_over_its_limits_is_told_to_come_again_and_nothing_is_stored()
    {
        await using var http = await IngestClient.StartAsync(o => o with { Access = new AccessOptions { AllowAnonymous = true, DeviceMessagesPerSecond = 1 } });
        var batch = $"[{string.Join(',', Enumerable.Repeat("{}", 100))}]";
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync(batch, topic: TestBridge.Topic + "?batch=true")).Status);
        var answer = await http.PostAsync("{}");
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal("Too fast", answer.Problem());
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 60, 91);
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsync("{}", topic: "demo/plant1/temp-002/telemetry/temperature")).Status);
        Assert.Equal(101, http.Log.Records.Count);
    }

    [Fact]
    public async Task A_token_lets_its_device_post_under_its_own_name_only()
    {
        using var files = new AccessFiles();
        await using var http = await IngestClient.StartAsync(o => o with { Access = files.Options with { ClientCaFile = null, RevocationFile = null } });
        Task<IngestClient.Answer> PostAsync(string topic, string token) =>
            http.PostAsync("{}", topic: topic, change: r => r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token));
        var token = files.Token(AccessFiles.Claims());
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("acme/site/d1/telemetry/x", token)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("acme/site/d2/telemetry/x", token)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("other/site/d1/telemetry/x", token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync("acme/site/d1/telemetry/x", files.Token(AccessFiles.Claims(audience: "other")))).Status);
        Assert.Equal("acme/d1", Assert.Single(http.Log.Records).Key());
    }

    [Fact]
    public async Task A_certificate_lets_its_device_post_under_its_own_name_only()
    {
        using var files = new AccessFiles();
        await using var http = await IngestClient.StartAsync(files.Bridge);
        var issued = files.Authority.Issue([new DeviceIdentity("acme", "d1")])[0];
        await File.WriteAllTextAsync(files.At("d1.pem"), issued.CertificatePem);
        await File.WriteAllTextAsync(files.At("d1.key"), issued.KeyPem);
        var address = $"https://localhost:{http.Bridge.Server.IngestPort}/topics/acme/site";
        string[] arguments = ["-sSk", "-o", "/dev/null", "-w", "%{http_code}", "-d", "{}"];
        string[] certificate = ["--cert", files.At("d1.pem"), "--key", files.At("d1.key")];
        Assert.Equal((0, "204"), await Command.RunAsync("curl", [.. arguments, .. certificate, $"{address}/d1/telemetry/x"]));
        Assert.Equal((0, "403"), await Command.RunAsync("curl", [.. arguments, .. certificate, $"{address}/d2/telemetry/x"]));
        Assert.Equal((0, "401"), await Command.RunAsync("curl", [.. arguments, $"{address}/d1/telemetry/x"]));
        Assert.Equal("acme/d1", Assert.Single(http.Log.Records).Key());
    }

    private static BridgeOptions Locked(BridgeOptions options) => options with { Access = new AccessOptions { Users = new Dictionary<string, string> { ["ann"] = "secret" } } };
}
