using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Events;

public sealed class EventJsonTest
{
    private const string Line =
        """{"id":"e-1","tenant":"demo","device":"temp-001","type":"temperature","time":1795168799123,"arrived":1795168800000,"measurements":{"temperature":21.5},"position":{"lat":31.2,"lon":121.5,"alt":4},"status":"driving","attributes":{"unit":"°C"},"origin":"1-2-3-4","schema":1}""";

    private static readonly DeviceEvent Event = new()
    {
        Id = "e-1",
        Tenant = "demo",
        Device = "temp-001",
        Type = "temperature",
        Time = 1_795_168_799_123,
        Arrived = 1_795_168_800_000,
        Measurements = [new("temperature", 21.5)],
        Position = new Position(31.2, 121.5, 4),
        Status = "driving",
        Attributes = [new("unit", "°C")],
        Origin = new Origin(1, 2, 3, 4),
    };

    [Fact]
    public void Is_one_line_with_members_in_a_fixed_order() => Assert.Equal(Line, Write(Event));

    [Fact]
    public void Leaves_out_what_the_event_does_not_have()
        => Assert.Equal(
            """{"id":"e-1","tenant":"demo","device":"temp-001","type":"temperature","time":1795168799123,"arrived":1795168800000,"measurements":{},"status":"on","origin":"0-0-0-0","schema":1}""",
            Write(Event with { Measurements = [], Position = null, Attributes = [], Status = "on", Origin = default }));

    [Fact]
    public void Every_event_reads_back_exactly()
        => Prop.ForAll(AnyEvent.Arbitrary, e =>
        {
            var line = Encoding.UTF8.GetBytes(Write(e));
            return !line.Contains((byte)'\n') && EventJson.TryRead(line, out var back) && AnyEvent.Same(e, back);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Members_of_newer_versions_are_skipped()
    {
        var newer = Line.Replace("\"schema\":1", "\"schema\":2,\"quality\":{\"score\":[1,{\"x\":null}]},\"trace\":\"abc\"", StringComparison.Ordinal)
            .Replace("\"alt\":4", "\"alt\":4,\"accuracy\":{\"m\":2}", StringComparison.Ordinal);
        Assert.True(EventJson.TryRead(Encoding.UTF8.GetBytes(newer), out var e));
        Assert.True(AnyEvent.Same(Event with { Schema = 2 }, e));
    }

    [Fact]
    public void Members_may_come_in_any_order()
    {
        Assert.True(EventJson.TryRead("""{"schema":1,"origin":"1-2-3-4","measurements":{},"arrived":2,"time":1,"type":"t","device":"d","tenant":"n","id":"i"}"""u8.ToArray(), out var e));
        Assert.Equal(("i", "n", "d", "t", 1L, 2L), (e.Id, e.Tenant, e.Device, e.Type, e.Time, e.Arrived));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{} {}")]
    public void Other_json_is_no_event(string json) => Assert.False(EventJson.TryRead(Encoding.UTF8.GetBytes(json), out _));

    [Theory]
    [InlineData("\"id\":\"e-1\",", "")]
    [InlineData("\"tenant\":\"demo\",", "")]
    [InlineData("\"device\":\"temp-001\",", "")]
    [InlineData("\"type\":\"temperature\",", "")]
    [InlineData("\"time\":1795168799123,", "")]
    [InlineData("\"arrived\":1795168800000,", "")]
    [InlineData("\"measurements\":{\"temperature\":21.5},", "")]
    [InlineData("\"e-1\"", "\"\"")]
    [InlineData("\"e-1\"", "1")]
    [InlineData("\"e-1\"", "\"\\ud800\"")]
    [InlineData("1795168799123", "1795168799123.5")]
    [InlineData("1795168799123", "99999999999999999999")]
    [InlineData("21.5", "\"21.5\"")]
    [InlineData("21.5", "1e999")]
    [InlineData("21.5", "null")]
    [InlineData("\"lat\":31.2,", "")]
    [InlineData("\"°C\"", "5")]
    [InlineData("1-2-3-4", "1-2-3")]
    [InlineData("1-2-3-4", "1-2-3-99999999999")]
    [InlineData("1-2-3-4", "111111111111111111111111111111111111111111111111111111111111111111")]
    [InlineData("\"schema\":1", "\"schema\":0")]
    [InlineData("\"schema\":1}", "\"schema\":1")]
    [InlineData("\"schema\":1}", "\"schema\":1}x")]
    public void An_event_with_a_fault_is_none(string good, string bad)
    {
        Assert.Contains(good, Line, StringComparison.Ordinal);
        Assert.False(EventJson.TryRead(Encoding.UTF8.GetBytes(Line.Replace(good, bad, StringComparison.Ordinal)), out var e));
        Assert.Null(e);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_no_event()
    {
        var bytes = Encoding.UTF8.GetBytes(Line);
        bytes[bytes.AsSpan().IndexOf("driving"u8)] = 0xFF;
        Assert.False(EventJson.TryRead(bytes, out _));
    }

    [Fact]
    public void Reading_never_throws_on_changed_bytes()
    {
        var random = new Random(20_261_120);
        var line = Encoding.UTF8.GetBytes(Line);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = line.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = bytes.AsMemory(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length));
            Assert.Equal(EventJson.TryRead(cut, out var e), e is not null);
        }
    }

    [Fact]
    public void A_number_that_json_does_not_have_is_refused_and_harms_no_later_event()
    {
        Assert.Throws<ArgumentException>(() => Write(Event with { Measurements = [new("x", double.NaN)] }));
        Assert.Equal(Line, Write(Event));
    }

    [Fact]
    public void More_devices_than_are_remembered_keep_their_names()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 40_000; i++)
            {
                var device = FormattableString.Invariant($"device-{i}");
                var line = Encoding.UTF8.GetBytes(Line.Replace("temp-001", device, StringComparison.Ordinal));
                Assert.True(EventJson.TryRead(line, out var e));
                Assert.Equal(device, e.Device);
            }
        }
    }

    [Fact]
    public void Reading_allocates_the_event_and_little_else()
    {
        var line = Encoding.UTF8.GetBytes(Line);
        for (var i = 0; i < 100; i++) EventJson.TryRead(line, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) EventJson.TryRead(line, out _);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 600);
    }

    private static string Write(DeviceEvent e)
    {
        var to = new ArrayBufferWriter<byte>();
        EventJson.Write(to, e);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
