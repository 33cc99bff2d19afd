using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Tests.Marks;

public class BridgeMarkerTests
{
    [Fact]
    public async Task Marks_come_into_every_partition_and_say_who_writes_them()
    {
        var started = Now();
        await using var bridge = await StartAsync(partitions: 3);
        await Eventually.True(() => Marks(bridge.Log).Count >= 6);
        foreach (var (record, mark) in Marks(bridge.Log))
        {
            Assert.Equal(("serverlessiot.mark", "/bridges/test", "1.0", ""), (record.Header("ce_type"), record.Header("ce_source"), record.Header("ce_specversion"), record.Key()));
            Assert.InRange(mark.Watermark, started - 2_000, Now());
            Assert.Equal((1, false, false), (mark.Every, mark.HasSpool, mark.IsClosed));
        }
        Assert.Equal([0, 1, 2, 0, 1, 2], Marks(bridge.Log).Take(6).Select(m => m.Record.Partition!.Value));
        Assert.Equal(Marks(bridge.Log).Count, Marks(bridge.Log).Select(m => m.Record.Header("ce_id")).Distinct().Count());
        Assert.Contains("serverlessiot_bridge_in_flight_messages 0\n", (await bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_mark_that_the_log_does_not_take_no_other_waits_and_devices_go_on()
    {
        await using var bridge = await StartAsync(partitions: 2, holds: true);
        await Eventually.True(() => Marks(bridge.Log).Count == 2);
        using var device = await bridge.ConnectAsync(4);
        await device.SendAsync(Bytes.Publish(4, 1, 1, TestBridge.Topic, [1]));
        await Eventually.True(() => bridge.Log.Records.Count == 3);
        await Task.Delay(2_500); // two more were due
        Assert.Equal(2, Marks(bridge.Log).Count);
        Assert.Contains("serverlessiot_bridge_in_flight_messages 1\n", (await bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        bridge.Log.Holds = false;
        bridge.Log.SettleAll();
        await Eventually.True(() => Marks(bridge.Log).Count >= 4);
    }

    [Fact]
    public async Task What_waits_before_the_log_holds_the_watermark_back()
    {
        await using var bridge = await StartAsync(partitions: 1);
        bridge.Log.OldestWaiting = 1_700_000_000_000;
        await Eventually.True(() => Marks(bridge.Log).Exists(m => m.Mark.Watermark == 1_700_000_000_000));
        bridge.Log.OldestWaiting = null;
        await Eventually.True(() => Marks(bridge.Log)[^1].Mark.Watermark > 1_700_000_000_000);
    }

    [Fact]
    public async Task While_the_log_stores_nothing_time_stands_still_and_devices_have_until_the_second_mark_afterwards()
    {
        await using var bridge = await StartAsync(partitions: 1);
        await Eventually.True(() => Marks(bridge.Log).Count > 0);
        bridge.Log.IsUp = false;
        await AfterAsync(bridge.Log, 1); // its time may have been taken before
        var (reached, came) = (Marks(bridge.Log)[^1].Mark.Watermark, Marks(bridge.Log).Count);
        await AfterAsync(bridge.Log, 2);
        bridge.Log.IsUp = true;
        await Eventually.True(() => Marks(bridge.Log)[^1].Mark.Watermark > reached);
        var times = Marks(bridge.Log).Skip(came).Select(m => m.Mark.Watermark).ToList();
        Assert.All(times.SkipLast(1), time => Assert.Equal(reached, time));
        Assert.InRange(times.Count, 4, 6);
    }

    [Fact]
    public async Task The_last_word_is_that_it_is_closed_behind_the_last_record()
    {
        var bridge = await StartAsync(partitions: 2);
        using var device = await bridge.ConnectAsync(4);
        await device.SendAsync(Bytes.Publish(4, 1, 1, TestBridge.Topic, [1]));
        await device.ReadAsync();
        await bridge.DisposeAsync();
        var last = bridge.Log.Records.TakeLast(2).ToList();
        Assert.Equal([0, 1], last.Select(r => r.Partition!.Value));
        Assert.All(last, r => Assert.True(Read(r).IsClosed));
        Assert.All(bridge.Log.Records.SkipLast(2).Where(r => r.Partition is not null), r => Assert.False(Read(r).IsClosed));
        Assert.Single(bridge.Log.Records, r => r.Partition is null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_something_that_still_waits_or_without_the_log_it_does_not_say_so(bool isUp)
    {
        var bridge = await StartAsync(partitions: 1);
        bridge.Log.OldestWaiting = 1_700_000_000_000;
        bridge.Log.IsUp = isUp;
        await bridge.DisposeAsync();
        Assert.DoesNotContain(Marks(bridge.Log), m => m.Mark.IsClosed);
    }

    [Fact]
    public async Task With_a_spool_it_says_so()
    {
        var directory = Directory.CreateTempSubdirectory("bridge-spool-").FullName;
        await using (var bridge = await StartAsync(partitions: 1, directory: directory))
            await Eventually.True(() => Marks(bridge.Log).Exists(m => m.Mark.HasSpool));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Without_a_time_none_are_written()
    {
        var log = new FakeLog();
        await using (var bridge = await TestBridge.StartAsync())
        {
            log = bridge.Log;
            log.Partitions = 1;
        }
        Assert.Empty(log.Records);
    }

    internal static BridgeMark Read(InFlightRecord record)
    {
        Assert.True(BridgeMark.TryRead(record.Message.Value, out var mark));
        return mark;
    }

    private static async Task<TestBridge> StartAsync(int partitions, bool holds = false, string? directory = null)
    {
        var bridge = await TestBridge.StartAsync(o => o with { MarkEvery = TimeSpan.FromSeconds(1), SpoolDirectory = directory });
        (bridge.Log.Holds, bridge.Log.Partitions) = (holds, partitions);
        return bridge;
    }

    private static Task AfterAsync(FakeLog log, int marks)
    {
        var enough = Marks(log).Count + marks;
        return Eventually.True(() => Marks(log).Count >= enough);
    }

    private static List<(InFlightRecord Record, BridgeMark Mark)> Marks(FakeLog log) =>
        [.. log.Records.Where(r => r.Partition is not null).Select(r => (r, Read(r)))];

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
