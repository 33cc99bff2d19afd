using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Tests.Decoding.Encoders;
using ServerlessIot.Domain.Tests.Events;

namespace ServerlessIot.Domain.Tests.Decoding.Items;

/// <summary>Every shape means the same in MessagePack and in CBOR as in JSON.</summary>
public sealed class ItemShapesTest
{
    private static readonly PayloadContext MessagePack = Payloads.Context with { ContentType = "application/msgpack" };
    private static readonly PayloadContext Cbor = Payloads.Context with { ContentType = "application/cbor" };

    public static TheoryData<string> Shapes { get; } =
    [
        """{"device_id":"temp-001","sensor_type":"temperature","value":151.5,"timestamp":1795168799123,"location":{"latitude":31.2,"longitude":121.5},"metadata":{"production_line":"L1","seq":12,"ok":true,"none":null}}""",
        """{"vin":"temp-001","timestamp":1795168799000,"status":"driving","latitude":31.23,"longitude":-121.47,"speed":88.5,"tire_pressure":[2.4,1.7],"active_alerts":["a","b"],"metadata":{"firmware":"1.2.3"}}""",
        """{"event_id":"0b1c","sensor_id":"temp-001","sensor_type":"co2","value":22.5,"unit":"°C","timestamp":"2026-11-20T11:00:00.250+01:00","location":"hall 3"}""",
        """{"value":21.5,"battery":88,"timestamp":1795168799}""",
        """{"temperature":-40,"big":-1234567890123,"humidity":70000,"door":"open","moving":false,"deep":{"list":[1,[2,3],{"x":"y"}]}}""",
        """[{"value":1,"timestamp":1795168799},{"value":2},7,{"value":"text"},{"value":3,"id":"own"}]""",
        """{"sensor_type":"temperature","value":1}""",
        """{}""",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Is_what_it_is_in_json(string json)
    {
        var expected = Payloads.Decode(json);
        var tree = JsonTree.Of(json);
        Same(expected, Payloads.Decode(MessagePackWriter.Write(tree), MessagePack));
        Same(expected, Payloads.Decode(CborWriter.Write(tree), Cbor));
        Same(expected, Payloads.Decode(CborWriter.Write(tree, open: true), Cbor));
    }

    [Theory]
    [InlineData("application/x-msgpack")]
    [InlineData("APPLICATION/VND.MSGPACK; charset=binary")]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public void Is_recognised_by_content_type_or_by_fitting_exactly(string? contentType)
    {
        var bytes = MessagePackWriter.Write(JsonTree.Of("""{"value":21.5,"battery":88}"""));
        var e = Assert.Single(Payloads.Decode(bytes, Payloads.Context with { ContentType = contentType })).Event!;
        Assert.Equal([21.5, 88], e.Measurements.Select(m => m.Value));
    }

    [Fact]
    public void Cbor_is_recognised_by_fitting_exactly()
    {
        var bytes = CborWriter.Write(JsonTree.Of("""{"temperature":21.5,"humidity":88}"""));
        var e = Assert.Single(Payloads.Decode(bytes, Payloads.Context with { ContentType = "application/octet-stream" })).Event!;
        Assert.Equal(["temperature", "humidity"], e.Measurements.Select(m => m.Name));
    }

    [Fact]
    public void Tags_are_looked_through()
    {
        var bytes = new CborWriter().Tag(55799).Value(new Dictionary<string, object?> { ["value"] = 1 }).Written;
        Assert.Equal(1, Assert.Single(Payloads.Decode(bytes, Cbor)).Event!.Measure("temperature"));
    }

    [Fact]
    public void Numbers_of_single_precision_keep_their_digits()
    {
        var tree = new Dictionary<string, object?> { ["value"] = 21.7f };
        Assert.Equal(21.7, Payloads.Decode(MessagePackWriter.Write(tree), MessagePack)[0].Event!.Measure("temperature"));
        Assert.Equal(21.7, Payloads.Decode(CborWriter.Write(tree), Cbor)[0].Event!.Measure("temperature"));
        Assert.Equal(1.5, Payloads.Decode(CborWriter.Write(new Dictionary<string, object?> { ["value"] = (Half)1.5 }), Cbor)[0].Event!.Measure("temperature"));
    }

    [Fact]
    public void Bytes_become_hex_digits()
    {
        var tree = new Dictionary<string, object?> { ["value"] = 1, ["blob"] = new byte[] { 0xDE, 0xAD } };
        Assert.Equal("dead", Payloads.Decode(MessagePackWriter.Write(tree), MessagePack)[0].Event!.Attribute("blob"));
        Assert.Equal("dead", Payloads.Decode(CborWriter.Write(tree), Cbor)[0].Event!.Attribute("blob"));
        Assert.Equal("dead", Payloads.Decode(CborWriter.Write(tree, open: true), Cbor)[0].Event!.Attribute("blob"));
    }

    [Theory]
    [InlineData(4, 0u, 1_795_168_799_000)]
    [InlineData(8, 250_000_000u, 1_795_168_799_250)]
    [InlineData(12, 250_000_000u, 1_795_168_799_250)]
    public void A_moment_of_MessagePack_is_a_time(int length, uint nanoseconds, long expected)
    {
        var bytes = new MessagePackWriter().Head(0x82).Value("value").Value(1).Value("timestamp").Moment(1_795_168_799, nanoseconds, length).Written;
        Assert.Equal(expected, Assert.Single(Payloads.Decode(bytes, MessagePack)).Event!.Time);
    }

    [Fact]
    public void Limits_are_those_of_json()
    {
        Assert.Equal("too-many-members", Refuse(Enumerable.Range(0, 257).ToDictionary(i => $"m{i}", i => (object?)i)));
        Assert.Equal("name-too-long", Refuse(new() { [new string('n', 129)] = 1 }));
        Assert.Equal("text-too-long", Refuse(new() { ["value"] = 1, ["note"] = new string('x', 1_025) }));
        Assert.Equal("text-too-long", Refuse(new() { ["value"] = 1, ["note"] = new byte[513] }));
        Assert.Equal("empty-name", Refuse(new() { [""] = 1 }));
        Assert.Equal("not-a-number", Refuse(new() { ["value"] = double.NaN }));
        Assert.Equal("not-a-number", Refuse(new() { ["value"] = float.PositiveInfinity }));
        Assert.Equal("number-too-large", Refuse(new() { ["value"] = 1e101 }));
        Assert.Equal("too-deep", Refuse(Nested(16)));
        Payloads.Decode(MessagePackWriter.Write(Nested(15)), MessagePack).ForEach(result => Assert.NotNull(result.Event));
    }

    [Fact]
    public void A_name_that_comes_twice_is_refused()
        => Assert.Equal("duplicate-member", Payloads.Decode(new MessagePackWriter().Head(0x82).Value("value").Value(1).Value("value").Value(2).Written, MessagePack)[0].Refusal!.Code);

    [Theory]
    [InlineData("81A576616C7565", "malformed")] // ends before the value
    [InlineData("DFFFFFFFFF", "malformed")] // four billion members
    [InlineData("DDFFFFFFFFC0", "malformed")]
    [InlineData("C1", "malformed")]
    [InlineData("81A576616C756501C0", "trailing-data")]
    [InlineData("05", "not-an-object")]
    [InlineData("90", "no-events")]
    [InlineData("81A2C32801", "invalid-utf8")]
    [InlineData("8180C0", "wrong-type")]
    public void Broken_MessagePack_is_refused(string hex, string code) => Assert.Equal(code, Assert.Single(Payloads.Decode(Convert.FromHexString(hex), MessagePack)).Refusal!.Code);

    [Theory]
    [InlineData("BF6161FF", "malformed")] // a name without a value
    [InlineData("BF616101", "malformed")] // no end
    [InlineData("9BFFFFFFFFFFFFFFFF00", "malformed")]
    [InlineData("FF", "malformed")]
    [InlineData("1C", "malformed")]
    [InlineData("A1616101F6", "trailing-data")]
    [InlineData("80", "no-events")]
    [InlineData("A162C32801", "invalid-utf8")]
    public void Broken_CBOR_is_refused(string hex, string code) => Assert.Equal(code, Assert.Single(Payloads.Decode(Convert.FromHexString(hex), Cbor)).Refusal!.Code);

    [Fact]
    public void A_hundred_thousand_levels_are_refused_without_overflow()
    {
        Assert.Equal("malformed", Payloads.Decode(Enumerable.Repeat((byte)0x91, 100_000).ToArray(), MessagePack)[0].Refusal!.Code);
        Assert.Equal("malformed", Payloads.Decode(Enumerable.Repeat((byte)0x9F, 100_000).ToArray(), Cbor)[0].Refusal!.Code);
        Assert.Equal("malformed", Payloads.Decode(Enumerable.Repeat((byte)0xC6, 100_000).ToArray(), Cbor)[0].Refusal!.Code);
    }

    [Fact]
    public void An_event_that_is_too_deep_spoils_no_neighbour()
    {
        var results = Payloads.Decode(MessagePackWriter.Write(new List<object?> { Nested(16), Nested(3) }), MessagePack);
        Assert.Equal("too-deep", results[0].Refusal!.Code);
        Assert.NotNull(results[1].Event);
    }

    private static string Refuse(Dictionary<string, object?> tree)
    {
        var code = Assert.Single(Payloads.Decode(MessagePackWriter.Write(tree), MessagePack)).Refusal!.Code;
        Assert.Equal(code, Assert.Single(Payloads.Decode(CborWriter.Write(tree), Cbor)).Refusal!.Code);
        return code;
    }

    private static Dictionary<string, object?> Nested(int levels)
    {
        var tree = new Dictionary<string, object?> { ["value"] = 1 };
        for (var i = 1; i <= levels; i++) tree = new Dictionary<string, object?> { ["value"] = 1, ["n"] = tree };
        return tree;
    }

    private static void Same(List<Decoded> expected, List<Decoded> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Refusal?.Code, actual[i].Refusal?.Code);
            if (expected[i].Event is { } e) Assert.True(AnyEvent.Same(e, actual[i].Event!));
        }
    }
}
