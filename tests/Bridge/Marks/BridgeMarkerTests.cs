using System.Text;
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
        var marks = Marks(bridge.Log);
        Assert.Equal(marks.Count, marks.Select(m => m.Record.Header("ce_id")).Distinct().Count());
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
        Assert.InRange(times.TakeWhile(time => time == reached).Count(), 3, 5);
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

    [Theory]
    [InlineData(1_000, 37, 200, 250)]
    [InlineData(1_000, 3, 15, 20)]
    [InlineData(1_000, 100, 300, 300)]
    [InlineData(1_000_000, 37, 1, 1)]
    public async Task Over_a_narrow_uplink_they_come_less_often_and_leave_room_for_records(long bytesPerSecond, int partitions, int least, int most)
    {
        await using var bridge = await StartAsync(partitions, uplink: bytesPerSecond);
        await Eventually.True(() => Marks(bridge.Log).Count >= partitions);
        Assert.All(Marks(bridge.Log), m => Assert.InRange(m.Mark.Every, least, most));
        using var device = await bridge.ConnectAsync(4);
        for (var i = 1; i <= 4; i++)
        {
            await device.SendAsync(Bytes.Publish(4, 1, i, TestBridge.Topic, [1]));
            Assert.Equal(i, (await device.ReadAsync()).PacketId());
        }
        if (least > 1)
            Assert.Equal(partitions, Marks(bridge.Log).Count); // the next are not due yet
    }

    [Fact]
    public async Task Who_has_not_sent_all_of_a_request_is_told_to_come_again_when_the_bridge_has_said_that_it_is_closed()
    {
        var bridge = await StartAsync(partitions: 1, ingestPort: 0);
        using var device = await RawDevice.OpenAsync(bridge.Server.IngestPort!.Value);
        await device.SendAsync(Encoding.ASCII.GetBytes($"POST /topics/{TestBridge.Topic} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 100", await device.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Empty(await device.ReadLineAsync());
        await Eventually.True(() => Marks(bridge.Log).Count > 0);
        var ending = bridge.DisposeAsync();
        await Eventually.True(() => Marks(bridge.Log)[^1].Mark.IsClosed);
        await device.SendAsync("{}"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 503", await device.ReadLineAsync(), StringComparison.Ordinal);
        await ending;
        Assert.DoesNotContain(bridge.Log.Records, r => r.Partition is null);
    }

    [Fact]
    public async Task With_a_request_that_may_still_reach_the_log_it_does_not_say_so()
    {
        var bridge = await TestBridge.StartAsync(o => o with { MarkEvery = TimeSpan.FromSeconds(1), IngestPort = 0, MaxInFlight = 1, ShutdownTimeout = TimeSpan.FromSeconds(1) });
        bridge.Log.Partitions = 1;
        await Eventually.True(() => Marks(bridge.Log).Count > 0);
        bridge.Log.Holds = true;
        var request = Encoding.ASCII.GetBytes($"POST /topics/{TestBridge.Topic} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}");
        // The first takes all the room there is, the second waits for it.
        using var first = await RawDevice.OpenAsync(bridge.Server.IngestPort!.Value);
        using var second = await RawDevice.OpenAsync(bridge.Server.IngestPort!.Value);
        await first.SendAsync(request);
        await second.SendAsync(request);
        await Eventually.True(async () => (await bridge.GetAsync("/metrics")).Text.Contains("messages_received_total{qos=\"1\"} 2\n", StringComparison.Ordinal));
        await bridge.DisposeAsync();
        Assert.Single(bridge.Log.Records, r => r.Partition is null);
        Assert.DoesNotContain(Marks(bridge.Log), m => m.Mark.IsClosed);
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

    private static async Task<TestBridge> StartAsync(int partitions, bool holds = false, string? directory = null, long uplink = 0, int? ingestPort = null)
    {
        var bridge = await TestBridge.StartAsync(o => o with { MarkEvery = TimeSpan.FromSeconds(1), SpoolDirectory = directory, UplinkBytesPerSecond = uplink, IngestPort = ingestPort });
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
