using ServerlessIot.Bridge.Tests.Coap;
using ServerlessIot.Bridge.Tests.Commands;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Clients;

/// <summary>libcoap's coap-client.</summary>
public sealed class CoapClientTests : IAsyncLifetime
{
    private const string Program = "/usr/bin/coap-client-notls";

    [Theory]
    [InlineData("post", false)]
    [InlineData("put", false)]
    [InlineData("post", true)]
    public async Task It_publishes_and_reads_what_it_published(string method, bool nonConfirmable)
    {
        await using var bridge = await CoapPeer.StartAsync();
        string[] non = nonConfirmable ? ["-N"] : [];
        var (code, output) = await RunAsync(bridge, "sensors/d1", ["-m", method, "-t", "json", "-e", """{"value":21.5}""", .. non]);
        Assert.Equal((0, ""), (code, output.Trim()));
        var record = Assert.Single(bridge.Log.Records);
        Assert.Equal(("demo/d1", """{"value":21.5}""", "application/json"), (record.Key(), record.Value(), record.Header("content-type")));
        Assert.Equal("""{"value":21.5}""", (await RunAsync(bridge, "sensors/d1", ["-m", "get"])).Output.Trim());
    }

    [Fact]
    public async Task It_sends_and_fetches_in_blocks()
    {
        await using var bridge = await CoapPeer.StartAsync();
        var file = Path.GetTempFileName();
        var body = $$"""{"text":"{{string.Concat(Enumerable.Range(0, 1_000).Select(i => $"{i} "))}}"}""";
        await File.WriteAllTextAsync(file, body);
        var (code, output) = await RunAsync(bridge, "sensors/d1", ["-m", "post", "-t", "json", "-b", "64", "-f", file]);
        File.Delete(file);
        Assert.Equal((0, ""), (code, output.Trim()));
        Assert.Equal(body, Assert.Single(bridge.Log.Records).Value());
        Assert.Equal(body, (await RunAsync(bridge, "sensors/d1", ["-m", "get"])).Output.Trim());
    }

    [Fact]
    public async Task It_observes()
    {
        await using var bridge = await CoapPeer.StartAsync();
        using var device = await bridge.ConnectAsync(4);
        await device.SendAsync(Bytes.Publish(4, 1, 1, "sensors/d1/data", "first"u8.ToArray()));
        await device.SettleAsync();
        var observing = RunAsync(bridge, "sensors/d1", ["-m", "get", "-s", "6"]);
        // Nothing says that it observes: a value that it must hear is sent until it ends.
        for (var i = 2; !observing.IsCompleted; i++)
        {
            await device.SendAsync(Bytes.Publish(4, 1, i, "sensors/d1/data", "<second>"u8.ToArray()));
            await device.SettleAsync();
            await Task.WhenAny(observing, Task.Delay(500));
        }
        var (code, output) = await observing;
        Assert.Equal(0, code);
        Assert.Contains("<second>", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_hears_its_commands_and_replies()
    {
        await using var bridge = await CoapPeer.StartAsync();
        bridge.Server.Commands.Open();
        // It stops hearing after so many seconds, and then says so.
        var observing = RunAsync(bridge, "commands/d1", ["-m", "get", "-s", "4"]);
        bridge.Server.Commands.Offer(Given.Command("7", payload: "{\"speed\":3}"));
        bridge.Server.Commands.Offer(Given.Command("8"));
        await bridge.Log.WaitAsync(2);
        var (code, output) = await observing;
        Assert.Equal(0, code);
        Assert.Contains("""{"id":"7","command":"restart","payload":{"speed":3},""", output, StringComparison.Ordinal);
        Assert.Contains("\"id\":\"8\"", output, StringComparison.Ordinal);
        Assert.All(bridge.Log.Records, record => Assert.Equal("serverlessiot.delivery", record.Header("ce_type")));
        bridge.Server.Commands.Offer(Given.Command("9"));
        Assert.Equal(1, bridge.Server.Commands.Count);
        Assert.Equal((0, ""), (await RunAsync(bridge, "replies/d1/7", ["-m", "post", "-t", "json", "-e", """{"status":"succeeded"}"""])) is var a ? (a.Code, a.Output.Trim()) : default);
        Assert.Equal(("serverlessiot.reply", "7"), (bridge.Log.Records[^1].Header("ce_type"), bridge.Log.Records[^1].Header("correlation-id")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("64")]
    public async Task It_fetches_a_command_in_blocks_and_then_hears_the_next(string? size)
    {
        await using var bridge = await CoapPeer.StartAsync();
        bridge.Server.Commands.Open();
        var observing = RunAsync(bridge, "commands/d1", ["-m", "get", "-s", "6", .. size is null ? [] : new[] { "-b", size }]);
        var text = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"{i} "));
        bridge.Server.Commands.Offer(Given.Command("7", payload: $"\"{text}\""));
        bridge.Server.Commands.Offer(Given.Command("8"));
        await bridge.Log.WaitAsync(2);
        var (code, output) = await observing;
        Assert.Equal(0, code);
        Assert.Contains(text, output, StringComparison.Ordinal);
        Assert.Contains("\"id\":\"8\"", output, StringComparison.Ordinal);
        Assert.Equal(["7", "8"], bridge.Log.Records.Select(record => record.Header("correlation-id")));
        Assert.All(bridge.Log.Records, record => Assert.Contains("\"sent\"", record.Value(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_told_what_is_wrong()
    {
        await using var bridge = await CoapPeer.StartAsync();
        Assert.Contains("4.04", (await RunAsync(bridge, "nowhere", ["-m", "post", "-e", "1"])).Output, StringComparison.Ordinal);
        Assert.Contains("4.04", (await RunAsync(bridge, "sensors/silent", ["-m", "get"])).Output, StringComparison.Ordinal);
        Assert.Contains("4.05", (await RunAsync(bridge, "sensors/d1", ["-m", "delete"])).Output, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Command.NeedAsync("libcoap3-bin", Program);

    public Task DisposeAsync() => Task.CompletedTask;

    private static Task<(int Code, string Output)> RunAsync(TestBridge bridge, string path, string[] arguments) =>
        Command.RunAsync(Program, ["-B", "20", .. arguments, $"coap://127.0.0.1:{bridge.Server.CoapPort}/{path}"]);
}
