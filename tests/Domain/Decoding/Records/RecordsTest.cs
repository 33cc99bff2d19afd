using System.Text;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Decoding.Encoders;

namespace ServerlessIot.Domain.Tests.Decoding.Records;

public sealed class RecordsTest
{
    private const long Time = Payloads.Arrived - 1_000;
    private static readonly PayloadContext Named = Payloads.Context with { ContentType = "application/vnd.serverlessiot.record" };
    private static readonly PayloadContext Unnamed = Payloads.Context with { ContentType = "application/octet-stream" };

    [Fact]
    public void A_record_becomes_an_event()
    {
        foreach (var context in new[] { Named, Unnamed, Payloads.Context })
        {
            var e = Assert.Single(Payloads.Decode(RecordWriter.Record("temp-001", Time, -21.5, 40.1, 1_013.2, 3.3, 0b111), context)).Event!;
            Assert.Equal(("temp-001", Time, "online"), (e.Device, e.Time, e.Status));
            Assert.Equal([new("temperature", -21.5), new("humidity", 40.1), new("pressure", 1_013.2), new Measurement("voltage", 3.3)], e.Measurements);
            Assert.Equal([new("profile", "generic"), new("alarm", "true"), new("low_battery", "true")], e.Attributes);
        }
    }

    [Fact]
    public void Times_may_be_seconds_and_states_are_bits()
    {
        var e = Assert.Single(Payloads.Decode(RecordWriter.Record("temp-001", Time / 1_000, 1, 2, 3, 4, 0), Named)).Event!;
        Assert.Equal((Time, "offline", "false", "false"), (e.Time, e.Status, e.Attribute("alarm"), e.Attribute("low_battery")));
    }

    [Fact]
    public void Records_stand_one_after_another_and_each_is_judged_alone()
    {
        byte[] payload = [.. RecordWriter.Record("temp-001", Time, 1, 2, 3, 4, 1), .. RecordWriter.Record("other", Time, 1, 2, 3, 4, 1), .. RecordWriter.Record("temp-001", Time, 1, 2, 3, 4, 1)];
        var results = Payloads.Decode(payload, Named);
        Assert.Equal([null, "device-mismatch", null], results.Select(result => result.Refusal?.Code));
        Assert.NotEqual(results[0].Key, results[2].Key);
        Assert.Equal(2, results[2].Event!.Origin.Index);
    }

    [Fact]
    public void A_compressed_body_that_was_cut_off_is_refused_wherever_it_was_cut()
    {
        var whole = RecordWriter.Zlib([.. Enumerable.Range(0, 200).SelectMany(i => RecordWriter.Record("temp-001", Time + i, i * 7 % 50, 2, 3, 4, 1))]);
        Assert.Equal(200, Payloads.Decode(Frame(whole), Named).Count);
        for (var length = 0; length < whole.Length; length++)
            Assert.NotNull(Assert.Single(Payloads.Decode(Frame(whole[..length]), Named)).Refusal);

        static byte[] Frame(byte[] body) => [1, (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Frames_stand_one_after_another(bool compress)
    {
        var records = Enumerable.Range(0, 40).SelectMany(i => RecordWriter.Record("temp-001", Time + i, i, 2, 3, 4, 1)).ToArray();
        var json = Encoding.UTF8.GetBytes($$"""[{"value":21.5,"timestamp":{{Time}}},{"value":22}]""");
        var packed = MessagePackWriter.Write(new Dictionary<string, object?> { ["value"] = 7, ["timestamp"] = Time });
        byte[] payload = [.. RecordWriter.Frame(records, compress), .. RecordWriter.Frame(json, compress), .. RecordWriter.Frame(packed, compress), .. RecordWriter.Frame(packed, compress)];
        foreach (var context in new[] { Named, Unnamed })
        {
            var results = Payloads.Decode(payload, context);
            Assert.Equal(44, results.Count);
            Assert.All(results, result => Assert.Null(result.Refusal));
            Assert.Equal(44, results.Select(result => result.Key).Distinct().Count());
            Assert.Equal(Enumerable.Range(0, 44), results.Select(result => result.Event!.Origin.Index));
            Assert.Equal(39, results[39].Event!.Measure("temperature"));
            Assert.Equal([21.5, 22, 7, 7], results.Skip(40).Select(result => result.Event!.Measure("temperature")));
        }
    }

    [Fact]
    public void Bodies_over_a_kibibyte_are_usually_compressed()
    {
        var body = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 200).Select(i => $"{{\"value\":{i}}}"))}]");
        var frame = RecordWriter.Frame(body);
        Assert.Equal(1, frame[0]);
        Assert.Equal(200, Payloads.Decode(frame, Unnamed).Count);
    }

    [Fact]
    public void A_broken_body_spoils_no_neighbour()
    {
        byte[] payload = [.. RecordWriter.Frame("{\"value\":1}"u8.ToArray()), .. RecordWriter.Frame("{\"value\":"u8.ToArray()), .. RecordWriter.Frame("{\"value\":3}"u8.ToArray())];
        Assert.Equal([null, "truncated", null], Payloads.Decode(payload, Named).Select(result => result.Refusal?.Code));
    }

    [Fact]
    public void A_bomb_is_refused_before_it_grows()
    {
        // 4 MB of zeros take 4 KB: a thousand times less.
        var bomb = RecordWriter.Frame(new byte[4_000_000], compress: true);
        Assert.Equal("inflated-too-large", Payloads.Decode(bomb, Named)[0].Refusal!.Code);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) Payloads.Decode(bomb, Named);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 20, 0, (2 * bomb.Length) + 16_384);
    }

    [Fact]
    public void All_bodies_of_a_payload_together_are_bounded()
    {
        // Each holds some 95 KB, compressed far less than a hundred times.
        var random = new Random(5);
        var body = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 1_900).Select(i => $"{{\"value\":{i},\"text\":\"{random.NextInt64():x16}{random.Next():x8}\"}}"))}]");
        var frame = RecordWriter.Frame(body, compress: true);
        byte[] two = [.. frame, .. frame];
        Assert.Equal(3_800, Payloads.Decode(two, Named).Count);
        Assert.Equal("inflated-too-large", Payloads.Decode((byte[])[.. two, .. frame], Named)[0].Refusal!.Code);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("00", "malformed")]
    [InlineData("000000", "malformed")]
    [InlineData("0000057B7D", "malformed")] // five bytes announced, two there
    [InlineData("0200027B7D", "malformed")]
    [InlineData("010004DEADBEEF", "malformed")]
    public void Broken_frames_are_refused(string hex, string code) => Assert.Equal(code, Assert.Single(Payloads.Decode(Convert.FromHexString(hex), Named)).Refusal!.Code);

    [Fact]
    public void Frames_within_frames_are_refused()
        => Assert.Equal("nested-envelope", Payloads.Decode(RecordWriter.Frame(RecordWriter.Frame("{\"value\":1}"u8.ToArray()), true), Named)[0].Refusal!.Code);

    [Theory]
    [InlineData(0)] // no id
    [InlineData(17)] // longer than its place
    public void Bytes_that_do_not_fit_exactly_are_no_record(int idLength)
    {
        var record = RecordWriter.Record("temp-001", Time, 1, 2, 3, 4, 1);
        record[0] = (byte)idLength;
        Assert.Equal("malformed", Payloads.Decode(record, Named)[0].Refusal!.Code);
        Assert.Equal(Convert.ToHexStringLower(record), Payloads.Decode(record, Unnamed)[0].Event!.Attribute("raw_data"));
    }
}
