using System.Text;
using Confluent.Kafka;
using ServerlessIot.Bridge.Tests.Commands;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>What a bridge makes of commands that ended before it started.</summary>
public sealed class CommandRestartTests : IAsyncLifetime
{
    private BrokerProcess _broker = null!;

    public async Task InitializeAsync()
    {
        _broker = await BrokerProcess.StartAsync();
        await CommandTopics.CreateAsync(_broker.Address, partitions: 1);
    }

    public async Task DisposeAsync() => await _broker.DisposeAsync();

    [Fact]
    public async Task Commands_that_have_ended_take_no_room_from_one_that_waits()
    {
        await CommandTopics.WriteAsync(_broker.Address, [.. Enumerable.Range(1, 6).Select(i => Given.Record($"{i}"))]);
        await EndAsync(fillers: 3_000, [1, 2, 3, 4, 5]);
        var lines = new LogLines();
        await using var bridge = await KafkaBridge.StartAsync(_broker.Address, o => o with { MaxCommandsPerDevice = 3 }, lines);
        await ReadAsync(lines);
        Assert.Equal((1, 0), (bridge.Commands.Count, await bridge.MetricAsync("commands_dropped_total")));
        using var device = await CommandedDevice.ConnectAsync(bridge.Port);
        Assert.Equal("6", await device.AnswerAsync());
        Assert.Empty(await device.SettleAsync());
        // What is written from now on comes and ends as ever.
        await CommandTopics.WriteAsync(_broker.Address, Given.Record("7"), Given.Record("8", device: "d2"));
        Assert.Equal("7", await device.AnswerAsync());
        await Eventually.True(() => bridge.Commands.Count == 1);
        await EndAsync(fillers: 0, [8], "d2");
        await Eventually.True(() => bridge.Commands.Count == 0);
    }

    [Fact]
    public async Task More_ended_than_a_bridge_remembers_and_none_is_delivered_again()
    {
        await CommandTopics.WriteAsync(_broker.Address, [.. Enumerable.Range(1, 13).Select(i => Given.Record($"{i}"))]);
        await EndAsync(fillers: 0, [.. Enumerable.Range(1, 12)]);
        var lines = new LogLines();
        await using var bridge = await KafkaBridge.StartAsync(_broker.Address, o => o with { MaxCommands = 10 }, lines);
        await ReadAsync(lines);
        using var device = await CommandedDevice.ConnectAsync(bridge.Port);
        Assert.Equal("13", await device.AnswerAsync());
        Assert.Empty(await device.SettleAsync());
        await EndAsync(fillers: 0, [8], "d2");
        await CommandTopics.WriteAsync(_broker.Address, Given.Record("14"));
        Assert.Equal("14", await device.AnswerAsync());
        Assert.Single(lines.Of(3050));
    }

    private static Task ReadAsync(LogLines lines) => Eventually.True(() => lines.Of(3050).Count == 1, 60);

    /// <summary>Writes that commands were delivered, behind so many records of 1 kB about something else.</summary>
    private async Task EndAsync(int fillers, int[] ids, string device = "d1")
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = _broker.Address, Partitioner = Partitioner.Murmur2Random }).Build();
        for (var i = 0; i < fillers; i++)
            producer.Produce(CommandTopics.Replies, new Message<byte[], byte[]> { Key = "demo/other"u8.ToArray(), Value = new byte[1_000] });
        foreach (var id in ids)
            producer.Produce(
                CommandTopics.Replies,
                new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes($"demo/{device}"), Value = [], Headers = [new Header("correlation-id", Encoding.UTF8.GetBytes($"{id}"))] });
        await Task.Run(() => Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(30))));
    }
}
