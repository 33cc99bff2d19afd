using System.Text;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Decoding.Sparkplug;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Decoding.Encoders;

namespace ServerlessIot.Domain.Tests.Decoding;

/// <summary>Random and mutated bytes in every format: a result for each, no exception, and memory in proportion.</summary>
public sealed class FormatFuzzTest
{
    private const int Rounds = 6_000;

    /// <summary>Memory that reading takes whatever the payload is: buffers of the decompressor, the JSON parser's exceptions, the reasons of refusals.</summary>
    private const int Constant = 96 * 1024;
    private const string Reading = """{"device_id":"temp-001","sensor_type":"temperature","value":151.5,"timestamp":1795168799123,"metadata":{"line":"L1","seq":12,"list":[1,2,{"x":null}]}}""";
    private const string Several = """[{"value":21.5,"battery":88,"timestamp":1795168799},{"value":2,"note":"äöü"},{"temperature":-1.5e3,"ok":true}]""";
    private const string Senml = """[{"bn":"urn:dev:mac:temp-001:","bt":1795168790,"bu":"A","n":"voltage","u":"V","v":120.1},{"n":"current","t":-5,"v":1.2},{"n":"l","vs":"x"},{"n":"b","vb":true}]""";
    private const string Enveloped = """{"specversion":"1.0","id":"e-1","source":"/hall/3","type":"reading","time":"2026-11-20T09:59:00Z","data":{"value":21.5,"battery":88}}""";

    public static TheoryData<string> Formats { get; } =
    [
        "application/json", "application/senml+json", "application/senml+cbor", "application/msgpack", "application/cbor", "application/vnd.serverlessiot.record",
        "application/cloudevents+json", "application/cloudevents-batch+json", "application/octet-stream", "sparkplug",
    ];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mutated_payloads_give_results_in_bounded_memory(string format)
    {
        var random = new Random(20_261_121);
        var seeds = Seeds(format);
        var accepted = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var bytes = Mutate(random, seeds[random.Next(seeds.Length)]);
            accepted += Check(format, bytes);
        }

        Assert.InRange(accepted, 1, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Random_bytes_give_results_in_bounded_memory(string format)
    {
        var random = new Random(7);
        for (var i = 0; i < Rounds; i++)
        {
            var bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            Check(format, bytes);
        }
    }

    /// <summary>Long payloads of one repeated byte or group: the worst that structure can do.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Repeated_bytes_give_results_in_bounded_memory_and_time(string format)
    {
        var random = new Random(11);
        for (var i = 0; i < 300; i++)
        {
            var group = new byte[random.Next(1, 6)];
            random.NextBytes(group);
            var bytes = new byte[random.Next(2) == 0 ? 4_096 : 65_536];
            for (var at = 0; at < bytes.Length; at++) bytes[at] = group[at % group.Length];
            Check(format, bytes);
        }
    }

    /// <summary>The parser's exception repeats a word that begins like a literal.</summary>
    [Theory]
    [InlineData("t", "")]
    [InlineData("n", "[")]
    [InlineData("nu", "{\"value\":")]
    [InlineData("false", "[{\"value\":1,\"text\":\"a\\\"b\"},")]
    public void A_word_without_end_is_not_repeated(string word, string before)
    {
        foreach (var format in new[] { "application/json", "application/senml+json", "application/cloudevents+json", "text/plain" })
        {
            var bytes = Utf8(before + string.Concat(Enumerable.Repeat(word, 100_000 / word.Length)));
            Assert.Equal(0, Check(format, bytes));
        }
    }

    [Fact]
    public void Literals_of_long_payloads_are_literals()
    {
        var json = $"[{string.Join(',', Enumerable.Repeat("{\"value\":1,\"a\":true,\"b\":false,\"c\":null,\"text\":\"ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt\\\\\"}", 300))}]";
        Assert.All(Payloads.Decode(json), result => Assert.Null(result.Refusal));
    }

    private static int Check(string format, byte[] bytes)
    {
        var context = ContextOf(format);
        var results = new List<Decoded>(16);
        PayloadDecoder.Decode(bytes, context, results);
        Assert.True(IsSound(results), $"{format}: {Convert.ToHexString(bytes)}");

        // Once more: tables and buffers that are used again are there now.
        results = new List<Decoded>(results.Count);
        context = ContextOf(format);
        var before = GC.GetAllocatedBytesForCurrentThread();
        PayloadDecoder.Decode(bytes, context, results);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= (2 * bytes.Length) + Constant + results.Sum(Size), $"{format}: {allocated} bytes for {bytes.Length}: {Convert.ToHexString(bytes[..Math.Min(200, bytes.Length)])}");
        return results.Count(result => result.Event is not null);
    }

    private static PayloadContext ContextOf(string format) => format == "sparkplug"
        ? Payloads.Context with { Topic = "spBv1.0/plant/DBIRTH/node-1/temp-001", DataType = "DBIRTH", ContentType = "application/octet-stream", Sparkplug = new SparkplugSession(null) }
        : Payloads.Context with { ContentType = format };

    /// <summary>What a result itself takes: objects, arrays and texts, each text twice for what it was put together of.</summary>
    private static long Size(Decoded decoded)
    {
        if (decoded.Refusal is { } refusal) return 512 + (8 * refusal.Reason.Length);
        var e = decoded.Event!;
        return 1_024 + (4 * e.Id.Length) + (64 * e.Measurements.Count) + e.Measurements.Sum(measure => 8 * measure.Name.Length)
            + e.Attributes.Sum(attribute => 160 + (8 * attribute.Key.Length) + (8 * attribute.Value.Length));
    }

    private static byte[][] Seeds(string format)
    {
        var (one, many) = (JsonTree.Of(Reading), JsonTree.Of(Several));
        return format switch
        {
            "application/json" => [Utf8(Reading), Utf8(Several), Utf8(Senml), Utf8(Enveloped)],
            "application/senml+json" => [Utf8(Senml)],
            "application/senml+cbor" => [SenmlCbor(false), SenmlCbor(true)],
            "application/msgpack" => [MessagePackWriter.Write(one), MessagePackWriter.Write(many), new MessagePackWriter().Head(0x82).Value("value").Value(1).Value("timestamp").Moment(1_795_168_799, 5, 8).Written],
            "application/cbor" => [CborWriter.Write(one), CborWriter.Write(many, open: true), SenmlCbor(false)],
            "application/vnd.serverlessiot.record" or "application/octet-stream" =>
            [
                RecordWriter.Record("temp-001", Payloads.Arrived, 1, 2, 3, 4, 1), RecordWriter.Frame(Utf8(Several), true), RecordWriter.Frame(MessagePackWriter.Write(one), false),
                [.. RecordWriter.Frame(Utf8(Reading), true), .. RecordWriter.Frame(RecordWriter.Record("temp-001", Payloads.Arrived, 1, 2, 3, 4, 1), false)],
            ],
            "application/cloudevents+json" => [Utf8(Enveloped), Utf8(Enveloped.Replace("\"data\":", $"\"datacontenttype\":\"application/msgpack\",\"data_base64\":\"{Convert.ToBase64String(MessagePackWriter.Write(one))}\",\"data\":", StringComparison.Ordinal))],
            "application/cloudevents-batch+json" => [Utf8($"[{Enveloped},{Enveloped}]")],
            _ =>
            [
                SparkplugWriter.Write(Payloads.Arrived, 0, new MetricToWrite("Temp", 21.7f, 1, 9), new("Serial", "X1", 2, 12), new("Count", -3, 3, 3), new("On", true, 4, 11)),
                SparkplugWriter.Write(Payloads.Arrived, 5, new MetricToWrite("a", 1.0, Time: Payloads.Arrived - 5), new("b", 2L, Type: 4, Historical: true), new("c", new byte[] { 1, 2 }, Type: 17)),
            ],
        };
    }

    private static byte[] SenmlCbor(bool open) => CborWriter.Write(
        new List<object?>
        {
            new Dictionary<int, object?> { [-2] = "urn:dev:mac:temp-001:", [-3] = 1_795_168_790, [0] = "voltage", [1] = "V", [2] = 120.1 },
            new Dictionary<int, object?> { [0] = "current", [6] = -5, [2] = 1.2f }, new Dictionary<int, object?> { [0] = "d", [8] = new byte[] { 1, 2, 3 } },
        },
        open);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Mutate(Random random, byte[] seed)
    {
        var bytes = seed.ToList();
        for (var changes = random.Next(0, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.Insert(at, (byte)random.Next(256)); break;
                case 2: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 3 when bytes.Count > 2: bytes.RemoveRange(at, random.Next(1, Math.Min(20, bytes.Count - at) + 1)); break;
                case 4: bytes[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0x7F; break;
                default: bytes.InsertRange(at, bytes.GetRange(at, random.Next(0, bytes.Count - at))); break;
            }

            if (bytes.Count == 0) bytes.Add(0);
        }

        return [.. bytes];
    }

    private static bool IsSound(List<Decoded> results)
        => results.Count is > 0 and <= PayloadLimits.Events
            && results.TrueForAll(r => r.Event is null != r.Refusal is null && (r.Event is null || IsSound(r.Event)) && (r.Refusal is null || (r.Refusal.Code.Length > 0 && r.Refusal.Reason.Length is > 10 and < 500)));

    private static bool IsSound(DeviceEvent e)
        => e.Id.Length is > 0 and <= 140 && e.Device == "temp-001" && e.Type.Length > 0
            && e.Time is >= PayloadLimits.EarliestTime and <= Payloads.Arrived + PayloadLimits.AheadOfArrival
            && e.Measurements.All(m => m.Name.Length > 0 && double.IsFinite(m.Value))
            && e.Measurements.Select(m => m.Name).Distinct().Count() == e.Measurements.Count
            && e.Attributes.Select(a => a.Key).Distinct().Count() == e.Attributes.Count
            && e.Attributes.All(a => a.Value.Length <= PayloadLimits.TextBytes * 2);
}
