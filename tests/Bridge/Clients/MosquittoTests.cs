using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Access;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Clients;

public sealed class MosquittoTests : IAsyncLifetime
{
    [Theory]
    [InlineData("mqttv311", 0)]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv311", 2)]
    [InlineData("mqttv5", 0)]
    [InlineData("mqttv5", 1)]
    [InlineData("mqttv5", 2)]
    public async Task Mosquitto_pub_delivers_every_line(string version, int qos)
    {
        await using var bridge = await TestBridge.StartAsync();
        var lines = string.Join('\n', Enumerable.Range(1, 200));
        var (code, output) = await Command.RunAsync(
            "mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{bridge.Port}", "-V", version, "-q", $"{qos}", "-t", TestBridge.Topic, "-l"], input: lines + "\n");
        Assert.True(code == 0, output);
        Assert.Equal(Enumerable.Range(1, 200).Select(i => $"{i}"), (await bridge.Log.WaitAsync(200)).Select(r => r.Value()));
    }

    [Fact]
    public async Task Mosquitto_pub_with_user_properties_and_will()
    {
        await using var bridge = await TestBridge.StartAsync();
        var (code, output) = await Command.RunAsync("mosquitto_pub",
        [
            "-h", "127.0.0.1", "-p", $"{bridge.Port}", "-V", "5", "-q", "1", "-t", TestBridge.Topic, "-m", "{}",
            "-D", "publish", "user-property", "line", "A", "-D", "publish", "content-type", "application/json",
            "--will-topic", TestBridge.Topic, "--will-payload", "gone",
        ]);
        Assert.True(code == 0, output);
        var record = Assert.Single(bridge.Log.Records);
        Assert.Equal(("A", "application/json"), (record.Header("mqtt-user-line"), record.Header("content-type")));
    }

    [Fact]
    public async Task Mosquitto_pub_with_a_wrong_password_is_told_so()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { Access = new AccessOptions { Users = new Dictionary<string, string> { ["ann"] = "secret" } } });
        string[] arguments = ["-h", "127.0.0.1", "-p", $"{bridge.Port}", "-q", "1", "-t", TestBridge.Topic, "-m", "{}", "-u", "ann", "-P"];
        Assert.Equal(0, (await Command.RunAsync("mosquitto_pub", [.. arguments, "secret"])).Code);
        var (code, output) = await Command.RunAsync("mosquitto_pub", [.. arguments, "wrong"]);
        Assert.NotEqual(0, code);
        Assert.Contains("bad user name or password", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("commands/d1", "Subscribed (mid: 1): 1")]
    [InlineData("commands/d2", "Subscribed (mid: 1): 128")]
    public async Task Mosquitto_sub_is_granted_its_own_commands_only(string topic, string expected)
    {
        await using var bridge = await TestBridge.StartAsync();
        var (_, output) = await Command.RunAsync("mosquitto_sub", ["-h", "127.0.0.1", "-p", $"{bridge.Port}", "-i", "d1", "-q", "1", "-t", topic, "-d", "-E", "-W", "30"]);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Command.NeedAsync("mosquitto-clients", "/usr/bin/mosquitto_pub");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Mosquitto_pub_comes_in_with_a_certificate()
    {
        await Command.NeedAsync("mosquitto-clients", "/usr/bin/mosquitto_pub");
        using var files = new AccessFiles();
        await using var bridge = await TestBridge.StartAsync(files.Bridge);
        var issued = files.Authority.Issue([new DeviceIdentity("acme", "d1")])[0];
        await File.WriteAllTextAsync(files.At("d1.pem"), issued.CertificatePem);
        await File.WriteAllTextAsync(files.At("d1.key"), issued.KeyPem);
        string[] arguments =
        [
            "-h", "localhost", "-p", $"{bridge.Server.TlsPort}", "--cafile", files.At("server.pem"), "--insecure", "--cert", files.At("d1.pem"), "--key", files.At("d1.key"),
            "-i", "d1", "-q", "1", "-m", "{}",
        ];
        Assert.Equal(0, (await Command.RunAsync("mosquitto_pub", [.. arguments, "-t", "acme/plant1/d1/telemetry/temperature"])).Code);
        Assert.Equal("acme/d1", Assert.Single(bridge.Log.Records).Key());
        await Command.RunAsync("mosquitto_pub", [.. arguments, "-t", "acme/plant1/d2/telemetry/temperature"]);
        Assert.Single(bridge.Log.Records);
    }
}
