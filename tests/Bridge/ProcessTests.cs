using System.Diagnostics;
using ServerlessIot.Bridge.Tests.Clients;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Kafka;
using ServerlessIot.Bridge.Tests.Marks;

namespace ServerlessIot.Bridge.Tests;

public class ProcessTests
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "ServerlessIot.Bridge.dll");

    [Fact]
    public async Task It_says_ready_serves_and_ends_cleanly_on_SIGTERM()
    {
        await using var broker = await BrokerProcess.StartAsync();
        var start = new ProcessStartInfo("dotnet", [Assembly]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Bridge__Port"] = "0";
        start.Environment["Bridge__HttpPort"] = "0";
        start.Environment["Bridge__Users__ann"] = "secret";
        start.Environment["Kafka__BrokerList"] = broker.Address;
        using var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Matches("^ready 127\\.0\\.0\\.1:[0-9]+$", line);

        using var device = await RawDevice.OpenAsync(int.Parse(line!.Split(':')[1], null));
        await device.SendAsync(Bytes.Connect(5, flags: 0xC2, rest: [Bytes.Text("ann"), Bytes.Text("secret")]), Bytes.Publish(5, 1, 1, TestBridge.Topic, [1]));
        Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        await Command.RunAsync("kill", ["-TERM", $"{process.Id}"]);
        Assert.Equal(0x8B, Assert.Single(await device.ReadToEndAsync()).Body()[0]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, process.ExitCode);
        var records = LogReader.ReadAll(broker.Address);
        Assert.Single(records, r => !r.IsMark());
        Assert.All(records.GroupBy(r => r.Partition.Value), partition => Assert.True(partition.Last().Mark().IsClosed));
    }

    [Fact]
    public async Task An_unusable_setting_ends_it_at_once_with_a_message()
    {
        var (code, output) = await Command.RunAsync("dotnet", [Assembly, "--Bridge:AllowAnonymous=true", "--Bridge:TopicMap:0:Filter=a/#/b"]);
        Assert.Equal(2, code);
        Assert.Contains("Bridge__TopicMap__0__Filter is 'a/#/b'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_health_check_command_tells_whether_a_bridge_is_alive()
    {
        var bridge = await TestBridge.StartAsync();
        string[] arguments = [Assembly, "healthcheck", "--Bridge:AllowAnonymous=true", $"--Bridge:HttpPort={bridge.Server.HttpPort}"];
        Assert.Equal(0, (await Command.RunAsync("dotnet", arguments)).Code);
        await bridge.DisposeAsync();
        Assert.Equal(1, (await Command.RunAsync("dotnet", arguments)).Code);
    }
}
