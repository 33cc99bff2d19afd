using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Decoding.Encoders;
using ServerlessIot.Domain.Tests.Events;

namespace ServerlessIot.Domain.Tests.Decoding.SenMl;

public sealed class SenMlTest
{
    private static readonly List<string> Labels = ["bs", "bv", "bu", "bt", "bn", "bver", "n", "u", "v", "vs", "vb", "s", "t", "ut"];

    private static readonly PayloadContext Json = Payloads.Context with { ContentType = "application/senml+json" };
    private static readonly PayloadContext Cbor = Payloads.Context with { ContentType = "application/senml+cbor" };

    public static TheoryData<string> Packs { get; } =
    [
        """[{"bn":"urn:dev:mac:temp-001:","bt":1795168790,"bu":"A","bver":5,"n":"voltage","u":"V","v":120.1},{"n":"current","t":-5,"v":1.2},{"n":"current","t":-4,"v":1.3},{"n":"voltage","t":-4,"u":"V","v":119}]""",
        """[{"bn":"temp-001/","n":"label","vs":"Machine Room"},{"n":"open","vb":false},{"n":"energy","s":12.5,"v":3}]""",
        """[{"n":"urn:dev:ow:10e2073a01080063","u":"Cel","v":23.1}]""",
        """[{"bn":"temp-001","bv":20,"v":1.5},{"n":":a"},{"n":":b","v":-3}]""",
        """[{"bn":"x","bt":1e30,"v":1}]""",
        """[{"bver":11,"n":"a","v":1}]""",
        """[{"n":"a"}]""",
        """[{"v":1}]""",
        """[{"n":"a","v":"text"}]""",
        """[{"n":"a","vs":7}]""",
    ];

    [Theory]
    [MemberData(nameof(Packs))]
    public void Is_the_same_in_cbor_as_in_json(string json)
    {
        var expected = Payloads.Decode(json, Json);
        foreach (var open in new[] { false, true })
        {
            var actual = Payloads.Decode(ToCbor(json, open), Cbor);
            Assert.Equal(expected.Select(result => result.Refusal?.Code), actual.Select(result => result.Refusal?.Code));
            foreach (var (left, right) in expected.Zip(actual))
            {
                if (left.Event is not null) Assert.True(AnyEvent.Same(left.Event, right.Event!));
            }
        }
    }

    [Fact]
    public void Records_of_one_time_are_one_event_and_times_come_in_order()
    {
        var results = Payloads.Decode("""[{"bn":"urn:dev:mac:temp-001:","bt":1795168790,"bu":"A","n":"voltage","u":"V","v":120.1},{"n":"current","t":-5,"v":1.2},{"n":"current","v":1.3}]""", Json);
        Assert.Equal(2, results.Count);
        Assert.Equal([1_795_168_785_000, 1_795_168_790_000], results.Select(result => result.Event!.Time));
        Assert.Equal([new Measurement("current", 1.2)], results[0].Event!.Measurements);
        Assert.Equal([new("voltage", 120.1), new Measurement("current", 1.3)], results[1].Event!.Measurements);
        Assert.Equal([new("profile", "generic"), new("unit.voltage", "V"), new("unit.current", "A")], results[1].Event!.Attributes);
        Assert.Equal([0, 1], results.Select(result => result.Event!.Origin.Index));
        Assert.All(results, result => Assert.NotNull(result.Hash));
    }

    [Fact]
    public void Times_below_2_to_the_28_are_relative_to_the_arrival()
    {
        var result = Payloads.Decode("""[{"n":"a","t":-60,"v":1}]""", Json)[0];
        Assert.Equal(Payloads.Arrived - 60_000, result.Event!.Time);
        Assert.Null(result.Hash);
        Assert.Equal("record-1#0", result.Event.Id);
        Assert.Equal(Payloads.Arrived, Payloads.Decode("""[{"n":"a","v":1}]""", Json)[0].Event!.Time);
        Assert.Equal("time-too-old", Payloads.Decode("""[{"n":"a","t":268435456,"v":1}]""", Json)[0].Refusal!.Code);
        Assert.Equal("time-in-future", Payloads.Decode("""[{"n":"a","t":268435455,"v":1}]""", Json)[0].Refusal!.Code);
    }

    [Theory]
    [InlineData("urn:dev:mac:temp-001:temp", "temp")]
    [InlineData("temp-001/temp", "temp")]
    [InlineData("temp-001", "temperature")]
    [InlineData("urn:dev:mac:temp-001:", "temperature")]
    [InlineData("urn:dev:mac:temp-0012:temp", "urn:dev:mac:temp-0012:temp")]
    [InlineData("xtemp-001:temp", "xtemp-001:temp")]
    [InlineData("xtemp-001:temp-001:temp", "temp")]
    [InlineData("temp", "temp")]
    public void A_name_leaves_out_the_topics_device_and_keeps_others(string name, string measure)
        => Assert.Equal(measure, Assert.Single(Payloads.Accept($$"""[{"n":"{{name}}","v":1}]""", Json).Measurements).Name);

    [Fact]
    public void Base_values_and_sums_are_added()
    {
        var e = Payloads.Accept("""[{"bn":"temp-001:","bv":20,"bs":100,"n":"a","v":1.5,"s":3}]""", Json);
        Assert.Equal([new("a", 21.5), new Measurement("a.sum", 103)], e.Measurements);
    }

    /// <summary>RFC 8428, section 4.5.4: of base sum and sum, or base value and value, the one that is missing counts as zero.</summary>
    [Fact]
    public void A_value_or_sum_that_is_missing_is_that_of_the_base()
    {
        Assert.Equal([new("a", 1.5), new Measurement("a.sum", 100)], Payloads.Accept("""[{"bn":"temp-001:","bs":100,"n":"a","v":1.5}]""", Json).Measurements);
        Assert.Equal([new("a", 20), new Measurement("a.sum", 3)], Payloads.Accept("""[{"bn":"temp-001:","bv":20,"n":"a","s":3}]""", Json).Measurements);
        Assert.Empty(Payloads.Accept("""[{"bn":"temp-001:","bv":20,"bs":1,"n":"a","vs":"text"}]""", Json).Measurements);
    }

    [Theory]
    [InlineData("\"t\":-5")]
    [InlineData("\"t\":-5,\"u\":\"Cel\"")]
    [InlineData("\"t\":-5,\"ut\":60")]
    public void A_record_without_name_and_value_is_one_of_the_base(string fields)
    {
        var events = Payloads.Decode($$"""[{"bn":"temp-001","bv":20,"v":1},{{{fields}}}]""", Json);
        Assert.Equal([20d, 21], events.Select(result => result.Event!.Measure("temperature")));
        Assert.Equal(5_000, events[1].Event!.Time - events[0].Event!.Time);
    }

    [Fact]
    public void A_record_with_base_fields_alone_is_none()
        => Assert.Equal(21, Payloads.Accept("""[{"bn":"temp-001","bv":20,"bs":3,"bt":1795168790},{"v":1}]""", Json).Measure("temperature"));

    [Fact]
    public void Texts_booleans_and_data_become_attributes()
    {
        var e = Payloads.Accept("""[{"n":"label","vs":"Machine \u0052oom"},{"n":"open","vb":true},{"n":"blob","vd":"3q2-7w"}]""", Json);
        Assert.Empty(e.Measurements);
        Assert.Equal([new("profile", "generic"), new("label", "Machine Room"), new("open", "true"), new("blob", "deadbeef")], e.Attributes);
    }

    [Fact]
    public void Latitude_and_longitude_are_the_position()
    {
        var e = Payloads.Accept("""[{"bt":1795168790,"n":"a","u":"lat","v":31.2},{"n":"b","u":"lon","v":121.5},{"n":"speed","v":3}]""", Json);
        Assert.Equal(new Position(31.2, 121.5), e.Position);
        Assert.Equal([new Measurement("speed", 3)], e.Measurements);
        Assert.Equal("out-of-range", Payloads.Refuse("""[{"n":"latitude","v":91},{"n":"longitude","v":121.5}]""", Json).Code);
    }

    [Fact]
    public void Values_within_one_millisecond_are_events_of_their_own()
    {
        var results = Payloads.Decode("""[{"bt":1795168790,"n":"a","v":1},{"n":"b","v":2},{"n":"a","t":0.0001,"v":3},{"n":"b","t":0.0001,"v":4},{"n":"a","t":0.0002,"v":5},{"n":"a","t":0.5,"v":6}]""", Json);
        Assert.Equal([[1, 2], [3, 4], [5], [6d]], results.Select(result => result.Event!.Measurements.Select(measure => measure.Value)));
        Assert.Equal([0, 0, 0, 500], results.Select(result => result.Event!.Time - 1_795_168_790_000));
        Assert.Equal(4, results.Select(result => result.Key).Distinct().Count());
        Assert.Equal(["a", "b"], Payloads.Accept("""[{"bt":1795168790,"n":"a","v":1},{"n":"b","t":0.0001,"v":2}]""", Json).Measurements.Select(measure => measure.Name));
        Assert.Equal(2, Payloads.Accept("""[{"bt":1795168790,"n":"a","v":1},{"n":"a","s":2}]""", Json).Measurements.Count);
    }

    [Fact]
    public void The_same_measure_twice_at_one_time_is_refused()
        => Assert.Equal("duplicate-member", Payloads.Refuse("""[{"n":"a","v":1},{"n":"a","v":2}]""", Json).Code);

    [Theory]
    [InlineData("application/json")]
    [InlineData(null)]
    [InlineData("application/octet-stream")]
    public void Is_recognised_by_its_members(string? contentType)
        => Assert.Equal(2, Payloads.Accept(""" [ {"bn":"temp-001:","n":"a","v":2}]""", Payloads.Context with { ContentType = contentType }).Measure("a"));

    [Theory]
    [InlineData("""[{"n":1,"v":2}]""")]
    [InlineData("""[{"n":"a","v":2,"other":3}]""")]
    [InlineData("""[{"v":2}]""")]
    public void What_only_resembles_it_is_no_SenML(string json) => Assert.DoesNotContain(Payloads.Accept(json).Measurements, measure => measure.Name == "a");

    [Fact]
    public void Cbor_is_recognised_by_its_labels()
    {
        var bytes = ToCbor("""[{"bn":"temp-001:","n":"a","v":2}]""", open: false);
        foreach (var type in new[] { "application/cbor", "application/octet-stream" })
            Assert.Equal(2, Assert.Single(Payloads.Decode(bytes, Payloads.Context with { ContentType = type })).Event!.Measure("a"));
    }

    [Fact]
    public void A_decimal_fraction_is_a_number()
    {
        // [{0: "a", 2: 4([-1, 215])}]
        Assert.Equal(21.5, Payloads.Decode(Convert.FromHexString("81A200616102C4822018D7"), Cbor)[0].Event!.Measure("a"));
        Assert.Equal(21.7, Payloads.Decode(Convert.FromHexString("81A200616102C4822018D9"), Cbor)[0].Event!.Measure("a"));
    }

    [Theory]
    [InlineData("""[{"n":"a","v":1,"must_":2}]""", "unknown-schema")]
    [InlineData("""[{"n":"a","v":1,"n":"b"}]""", "duplicate-member")]
    [InlineData("""[{"n":"a","v":1}""", "truncated")]
    [InlineData("""[{"n":"a","v":1}] x""", "not-json")]
    [InlineData("""{"n":"a","v":1}""", "wrong-type")]
    [InlineData("""[7]""", "not-an-object")]
    [InlineData("""[]""", "no-events")]
    [InlineData("""[{"bn":"only base"}]""", "no-events")]
    public void Broken_packs_are_refused(string json, string code) => Assert.Equal(code, Payloads.Refuse(json, Json).Code);

    [Fact]
    public void A_field_that_nobody_knows_is_passed_over()
        => Assert.Equal(1, Payloads.Accept("""[{"n":"a","v":1,"x":{"y":[1,2]}}]""", Json).Measure("a"));

    [Fact]
    public void Ten_thousand_records_are_accepted_and_one_more_is_not()
    {
        string Pack(int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $"{{\"n\":\"a\",\"v\":1,\"t\":-{i % 200}}}"))}]";
        Assert.Equal(200, Payloads.Decode(Pack(200), Json).Count);
        Assert.Equal("too-many-events", Payloads.Refuse(string.Concat("[", string.Join(',', Enumerable.Repeat("{\"n\":\"a\",\"v\":1}", 10_001)), "]"), Json).Code);
    }

    private static byte[] ToCbor(string json, bool open)
    {
        var records = ((IEnumerable<object?>)JsonTree.Of(json)!).Select(record => (object?)((Dictionary<string, object?>)record!).ToDictionary(field => Labels.IndexOf(field.Key) - 6, field => field.Value)).ToList();
        return CborWriter.Write(records, open);
    }
}
