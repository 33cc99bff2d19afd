using System.IO.Compression;
using System.Text;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Decoding.Sparkplug;
using ServerlessIot.Domain.Tests.Decoding.Encoders;

namespace ServerlessIot.Domain.Tests.Decoding.Sparkplug;

public sealed class SparkplugBodyTest
{
    private const long Time = Payloads.Arrived - 5_000;
    private const string Compressed = "SPBV1.0_COMPRESSED";
    private static readonly byte[] Inner = SparkplugWriter.Write(Time, 1, new MetricToWrite("Temp", 21.7f, 1, 9), new("Serial", "X1", 2, 12));

    [Theory]
    [InlineData("GZIP")]
    [InlineData("gzip")]
    [InlineData("DEFLATE")]
    [InlineData(null)]
    public void A_compressed_payload_is_what_it_is_without_compression(string? algorithm)
    {
        var plain = Assert.Single(Decode(Inner)).Event!;
        var session = new SparkplugSession(null);
        var e = Assert.Single(Decode(Message(Compressed, algorithm, Compress(algorithm, Inner)), session)).Event!;
        Assert.Equal((plain.Time, plain.Status, plain.Device), (e.Time, e.Status, e.Device));
        Assert.Equal(plain.Measurements, e.Measurements);
        Assert.Equal(plain.Attributes, e.Attributes);
        Assert.True(session.Born!.TryFind(1, out var name));
        Assert.Equal("Temp", name.Name);
    }

    [Fact]
    public void The_time_of_the_outer_payload_stands_in()
    {
        var inner = SparkplugWriter.Write(null, null, new MetricToWrite("Temp", 1.5, 1, 10));
        Assert.Equal(Time - 1, Assert.Single(Decode(Message(Compressed, null, Compress(null, inner), Time - 1))).Event!.Time);
    }

    [Fact]
    public void Other_bodies_are_refused()
    {
        Assert.Equal("unknown-schema", Refuse(Message("mine", null, [1, 2])));
        Assert.Equal("unknown-schema", Refuse(Message(null, null, [1, 2])));
        Assert.Equal("unknown-schema", Refuse(Message(Compressed, "LZ4", Compress(null, Inner))));
        Assert.Equal("malformed", Refuse(Message(Compressed, null, [])));
        Assert.Equal("malformed", Refuse(Message(Compressed, "GZIP", Compress(null, Inner))));
        Assert.Equal("malformed", Refuse(Message(Compressed, null, Compress("GZIP", Inner))));
        Assert.Equal("malformed", Refuse(Message(Compressed, null, Compress(null, [0x12, 0xFF]))));
        Assert.Equal("nested-envelope", Refuse(Message(Compressed, null, Compress(null, Message(Compressed, null, Compress(null, Inner))))));
        Assert.Equal("malformed", Refuse([.. Inner, 5 << 3, 1])); // a body that is a number
    }

    [Fact]
    public void What_was_cut_off_is_refused()
    {
        foreach (var algorithm in new[] { "GZIP", "DEFLATE" })
        {
            var body = Compress(algorithm, Inner);
            for (var length = 0; length < body.Length; length++) Assert.Equal("malformed", Refuse(Message(Compressed, algorithm, body[..length])));
        }
    }

    [Fact]
    public void It_grows_within_bounds()
        => Assert.All(["GZIP", "DEFLATE"], algorithm => Assert.Equal("inflated-too-large", Refuse(Message(Compressed, algorithm, Compress(algorithm, new byte[PayloadLimits.Bytes + 1])))));

    /// <summary>The frame's body and the message's go through one buffer.</summary>
    [Fact]
    public void A_frame_may_hold_one()
    {
        var frame = RecordWriter.Frame(Message(Compressed, "GZIP", Compress("GZIP", Inner)), true);
        var e = Assert.Single(Payloads.Decode(frame, Context(null) with { ContentType = "application/vnd.serverlessiot.record" })).Event!;
        Assert.Equal(21.7, e.Measure("Temp"));
    }

    private static string Refuse(byte[] payload) => Assert.Single(Decode(payload)).Refusal!.Code;

    private static List<Decoded> Decode(byte[] payload, SparkplugSession? session = null) => Payloads.Decode(payload, Context(session));

    private static PayloadContext Context(SparkplugSession? session)
        => Payloads.Context with { Topic = "spBv1.0/plant/DBIRTH/node-1/temp-001", DataType = "DBIRTH", ContentType = "application/octet-stream", Sparkplug = session };

    private static byte[] Message(string? uuid, string? algorithm, byte[] body, long? time = Time)
    {
        var to = new List<byte>(algorithm is null ? SparkplugWriter.Write(time, 1) : SparkplugWriter.Write(time, 1, new MetricToWrite("algorithm", algorithm, Type: 12)));
        if (uuid is not null) SparkplugWriter.Bytes(to, 4, Encoding.UTF8.GetBytes(uuid));
        SparkplugWriter.Bytes(to, 5, body);
        return [.. to];
    }

    private static byte[] Compress(string? algorithm, byte[] bytes)
    {
        var to = new MemoryStream();
        using (Stream stream = algorithm?.ToUpperInvariant() == "GZIP" ? new GZipStream(to, CompressionLevel.Optimal) : new ZLibStream(to, CompressionLevel.Optimal)) stream.Write(bytes);
        return to.ToArray();
    }
}
