using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using ServerlessIot.Bridge.Tests.Clients;
using ServerlessIot.Bridge.Tests.Commands;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>Commands from a real broker to devices, and their replies back.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private BrokerProcess _broker = null!;

    public async Task InitializeAsync()
    {
        _broker = await BrokerProcess.StartAsync();
        await CommandTopics.CreateAsync(_broker.Address);
    }

    public async Task DisposeAsync() => await _broker.DisposeAsync();

    [Fact]
    public async Task What_was_issued_before_the_bridge_and_the_device_came_is_delivered_and_answered()
    {
        await CommandTopics.WriteAsync(_broker.Address, Given.Record("1"), Given.Record("2"), Given.Record("3", device: "d2"), Given.Record("4", expires: 1));
        await using var bridge = await KafkaBridge.StartAsync(_broker.Address);
        using var device = await CommandedDevice.ConnectAsync(bridge.Port);
        Assert.Equal(["1", "2"], [await device.AnswerAsync(), await device.AnswerAsync()]);
        await CommandTopics.WriteAsync(_broker.Address, Given.Record("5"), Given.Record("1"));
        Assert.Equal("5", await device.AnswerAsync());
        Assert.Empty(await device.SettleAsync());
        Assert.Equal(["delivery 1", "delivery 2", "delivery 5", "reply 1", "reply 2", "reply 5"], await RepliesAsync(6));
        Assert.All(LogReader.ReadAll(_broker.Address, CommandTopics.Replies), record => Assert.Equal("demo/d1", Encoding.UTF8.GetString(record.Message.Key)));
        await Eventually.True(async () => await bridge.MetricAsync("commands_waiting") == 1);
    }

    [Fact]
    public async Task What_one_bridge_delivered_another_does_not()
    {
        await using var first = await KafkaBridge.StartAsync(_broker.Address);
        await using var second = await KafkaBridge.StartAsync(_broker.Address);
        await CommandTopics.WriteAsync(_broker.Address, [.. Enumerable.Range(1, 10).Select(i => Given.Record($"{i}"))]);
        await Eventually.True(async () => await second.MetricAsync("commands_waiting") == 10);
        using (var device = await CommandedDevice.ConnectAsync(first.Port))
            for (var i = 0; i < 10; i++)
                await device.AnswerAsync();
        await Eventually.True(async () => await second.MetricAsync("commands_waiting") == 0);
        using var moved = await CommandedDevice.ConnectAsync(second.Port);
        Assert.Empty(await moved.SettleAsync());
        // Neither does one that starts afterwards.
        await using var third = await KafkaBridge.StartAsync(_broker.Address);
        await CommandTopics.WriteAsync(_broker.Address, Given.Record("11", device: "d2"));
        await Eventually.True(async () => await third.MetricAsync("commands_waiting") == 1);
        using var again = await CommandedDevice.ConnectAsync(third.Port);
        Assert.Empty(await again.SettleAsync());
    }

    /// <summary>kill -9 between delivery and acknowledgement: it comes again, with the same id; what was acknowledged does not.</summary>
    [Fact]
    public async Task A_bridge_that_is_killed_loses_no_command()
    {
        await CommandTopics.WriteAsync(_broker.Address, [.. Enumerable.Range(1, 3).Select(i => Given.Record($"{i}"))]);
        var killed = await ProcessAsync();
        using (var device = await CommandedDevice.ConnectAsync(killed.Port))
        {
            await device.AnswerAsync();
            Assert.Equal(["delivery 1", "reply 1"], await RepliesAsync(2));
            await device.NextAsync();
            await device.NextAsync();
            killed.Dispose();
        }
        using var next = await ProcessAsync();
        using var back = await CommandedDevice.ConnectAsync(next.Port);
        Assert.Equal(["2", "3"], [await back.AnswerAsync(), await back.AnswerAsync()]);
        Assert.Empty(await back.SettleAsync());
        Assert.Equal(["delivery 1", "delivery 2", "delivery 3", "reply 1", "reply 2", "reply 3"], await RepliesAsync(6));
    }

    [Fact]
    public async Task A_broker_that_goes_and_comes_delays_commands()
    {
        await using var bridge = await KafkaBridge.StartAsync(_broker.Address);
        using var device = await CommandedDevice.ConnectAsync(bridge.Port);
        await CommandTopics.WriteAsync(_broker.Address, Given.Record("1"));
        Assert.Equal("1", await device.AnswerAsync());
        await _broker.KillAsync();
        await _broker.RunAsync();
        await CommandTopics.WriteAsync(_broker.Address, Given.Record("2"));
        Assert.Equal("2", await device.AnswerAsync());
        Assert.Equal(["delivery 1", "delivery 2", "reply 1", "reply 2"], await RepliesAsync(4));
    }

    [Fact]
    public async Task Records_that_are_no_commands_are_passed_over()
    {
        await using var bridge = await KafkaBridge.StartAsync(_broker.Address);
        using var device = await CommandedDevice.ConnectAsync(bridge.Port);
        using (var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = _broker.Address, Partitioner = Partitioner.Murmur2Random }).Build())
        {
            byte[][] broken = [[], "{"u8.ToArray(), "null"u8.ToArray(), "[]"u8.ToArray(), "{\"id\":\"1\"}"u8.ToArray(), [0xFF, 0xFE]];
            foreach (var value in broken)
                await CommandTopics.WriteAsync(producer, "demo/d1", value);
            // For another tenant's device, under this one's key, and the other way round.
            await CommandTopics.WriteAsync(producer, "demo/d1", JsonSerializer.SerializeToUtf8Bytes(Given.Record("8", tenant: "other"), Domain.DomainJson.Default.CommandRecord));
            await CommandTopics.WriteAsync(producer, "other/d1", JsonSerializer.SerializeToUtf8Bytes(Given.Record("9"), Domain.DomainJson.Default.CommandRecord));
        }
        await CommandTopics.WriteAsync(_broker.Address, Given.Record("2"));
        Assert.Equal("2", await device.AnswerAsync());
        Assert.Empty(await device.SettleAsync());
    }

    [Fact]
    public async Task Mosquitto_clients_get_a_command_and_answer_it()
    {
        await Command.NeedAsync("mosquitto-clients", "/usr/bin/mosquitto_pub");
        await using var bridge = await KafkaBridge.StartAsync(_broker.Address);
        await CommandTopics.WriteAsync(_broker.Address, Given.Record("7", payload: "{\"speed\":3}"));
        string[] common = ["-h", "127.0.0.1", "-p", $"{bridge.Port}", "-i", "d1", "-q", "1"];
        var (code, output) = await Command.RunAsync("mosquitto_sub", [.. common, "-V", "5", "-t", "commands/d1", "-C", "1", "-W", "30", "-F", "%R %D %p"]);
        Assert.True(code == 0, output);
        Assert.StartsWith("replies/d1 7 {\"id\":\"7\",\"command\":\"restart\",\"payload\":{\"speed\":3},", output, StringComparison.Ordinal);
        foreach (var arguments in new string[][] { ["-V", "5", "-t", "replies/d1", "-D", "publish", "correlation-data", "7"], ["-V", "311", "-t", "replies/d1/7"] })
            Assert.Equal(0, (await Command.RunAsync("mosquitto_pub", [.. common, .. arguments, "-m", "{\"status\":\"succeeded\"}"])).Code);
        Assert.Equal(["delivery 7", "reply 7", "reply 7"], await RepliesAsync(3));
    }

    private async Task<List<string>> RepliesAsync(int count)
    {
        await Eventually.True(() => CommandTopics.ReadReplies(_broker.Address).Count >= count, 60);
        return CommandTopics.ReadReplies(_broker.Address);
    }

    private async Task<KilledBridge> ProcessAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessIot.Bridge.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new[] { ("Bridge__Port", "0"), ("Bridge__HttpPort", "0"), ("Bridge__AllowAnonymous", "true"), ("Kafka__BrokerList", _broker.Address) })
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.StartsWith("ready ", line, StringComparison.Ordinal);
        return new KilledBridge(process, int.Parse(line!.Split(':')[1], null));
    }

    /// <summary>A bridge as a process, ended with SIGKILL.</summary>
    private sealed class KilledBridge(Process process, int port) : IDisposable
    {
        public int Port => port;

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
