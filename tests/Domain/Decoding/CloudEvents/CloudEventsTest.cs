using System.Text;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Tests.Decoding.Encoders;

namespace ServerlessIot.Domain.Tests.Decoding.CloudEvents;

public sealed class CloudEventsTest
{
    private const string Head = "\"specversion\":\"1.0\",\"id\":\"e-1\",\"source\":\"/hall/3\",\"type\":\"reading\"";
    private static readonly PayloadContext One = Payloads.Context with { ContentType = "application/cloudevents+json; charset=utf-8" };
    private static readonly PayloadContext Many = Payloads.Context with { ContentType = "application/cloudevents-batch+json" };

    [Fact]
    public void Data_is_decoded_and_the_envelope_gives_id_time_and_attributes()
    {
        var e = Payloads.Accept($$$"""{{{{Head}}},"time":"2026-11-20T09:59:00Z","subject":"s","ext":7,"data":{"value":21.5,"battery":88}}""", One);
        Assert.Equal(("e-1@/hall/3", Payloads.Arrived - 60_000, 21.5), (e.Id, e.Time, e.Measure("temperature")));
        Assert.Equal([new("profile", "generic"), new("ce_source", "/hall/3"), new("ce_type", "reading"), new("ce_subject", "s"), new("ce_ext", "7")], e.Attributes);
    }

    [Fact]
    public void What_the_data_says_itself_goes_first()
    {
        var e = Payloads.Accept($$$"""{{{{Head}}},"time":"2026-11-20T09:59:00Z","data":{"event_id":"own","value":1,"timestamp":{{{Payloads.Arrived}}}}}""", One);
        Assert.Equal(("own", Payloads.Arrived), (e.Id, e.Time));
    }

    [Fact]
    public void Several_events_of_one_data_have_ids_of_their_own()
        => Assert.Equal(["e-1@/hall/3#0", "e-1@/hall/3#1"], Payloads.Decode($$$"""{{{{Head}}},"data":[{"value":1},{"value":2}]}""", One).Select(result => result.Event!.Id));

    [Fact]
    public void Events_of_several_frames_in_one_data_have_ids_of_their_own()
    {
        byte[] frames = [.. RecordWriter.Frame("{\"value\":1}"u8.ToArray(), false), .. RecordWriter.Frame("{\"value\":2}"u8.ToArray(), false)];
        var events = Payloads.Decode($$$"""{{{{Head}}},"datacontenttype":"application/vnd.serverlessiot.record","data_base64":"{{{Convert.ToBase64String(frames)}}}"}""", One);
        Assert.Equal(["e-1@/hall/3", "e-1@/hall/3#1"], events.Select(result => result.Event!.Id));
    }

    [Fact]
    public void A_long_source_becomes_a_hash_of_the_same_length()
    {
        var id = Payloads.Accept($$$"""{"specversion":"1.0","id":"e-1","source":"{{{new string('s', 300)}}}","type":"t","data":{"value":1}}""", One).Id;
        Assert.Equal(32, id.Length);
        Assert.NotEqual(id, Payloads.Accept($$$"""{"specversion":"1.0","id":"e-2","source":"{{{new string('s', 300)}}}","type":"t","data":{"value":1}}""", One).Id);
    }

    [Fact]
    public void Data_in_base64_is_of_its_content_type()
    {
        var tree = new Dictionary<string, object?> { ["value"] = 21.5, ["battery"] = 88 };
        foreach (var (type, bytes) in new[]
        {
            ("application/msgpack", MessagePackWriter.Write(tree)), ("application/cbor", CborWriter.Write(tree)), ("application/json", "{\"value\":21.5,\"battery\":88}"u8.ToArray()),
            ("application/octet-stream", RecordWriter.Frame("{\"value\":21.5,\"battery\":88}"u8.ToArray(), true)),
        })
        {
            var e = Payloads.Accept($$$"""{{{{Head}}},"datacontenttype":"{{{type}}}","data_base64":"{{{Convert.ToBase64String(bytes)}}}"}""", One);
            Assert.Equal(["temperature", "battery"], e.Measurements.Select(measure => measure.Name));
        }
    }

    /// <summary>.NET writes a plus as \u002B, PHP a slash as \/.</summary>
    [Fact]
    public void Data_in_base64_may_be_written_with_escapes()
    {
        var bytes = MessagePackWriter.Write(new Dictionary<string, object?> { ["value"] = 21.5, ["note"] = "~~~???" });
        var text = Convert.ToBase64String(bytes);
        Assert.Contains("+", text, StringComparison.Ordinal);
        Assert.Contains("/", text, StringComparison.Ordinal);
        foreach (var written in new[] { text.Replace("+", "\\u002B", StringComparison.Ordinal), text.Replace("/", "\\/", StringComparison.Ordinal), string.Concat(text.Select(c => $"\\u{(int)c:x4}")) })
        {
            var e = Payloads.Accept($$$"""{{{{Head}}},"datacontenttype":"application/msgpack","data_base64":"{{{written}}}"}""", One);
            Assert.Equal((21.5, "~~~???"), (e.Measure("temperature"), e.Attribute("note")));
        }

        Assert.Equal("wrong-type", Payloads.Refuse($$$"""{{{{Head}}},"data_base64":"\ud800AAA"}""", One).Code);
        Assert.Equal("wrong-type", Payloads.Refuse($$$"""{{{{Head}}},"data_base64":"AA\u002AA"}""", One).Code);
    }

    [Fact]
    public void Data_that_is_no_json_may_be_a_text()
        => Assert.Equal(Convert.ToHexStringLower("21.5 \"C\""u8), Payloads.Accept($$$"""{{{{Head}}},"datacontenttype":"text/plain","data":"21.5 \"C\""}""", One).Attribute("raw_data"));

    [Fact]
    public void Json_types_with_a_suffix_are_json()
        => Assert.Equal(2, Payloads.Accept($$$"""{{{{Head}}},"datacontenttype":"application/senml+json","data":[{"n":"a","v":2}]}""", One).Measure("a"));

    [Fact]
    public void Events_of_a_batch_are_judged_alone_and_keep_their_ids_in_any_batch()
    {
        var results = Payloads.Decode(
            $$$"""[{{{{Head}}},"data":{"value":1}},{"specversion":"1.0","id":"e-2","source":"s","type":"t","data":{"value":"hot"}},7,{"specversion":"1.0","id":"e-3","source":"s","type":"t","data":[{"value":3},{"value":4}]}]""", Many);
        Assert.Equal(["e-1@/hall/3", null, null, "e-3@s#0", "e-3@s#1"], results.Select(result => result.Event?.Id));
        Assert.Equal([null, "wrong-type", "not-an-object", null, null], results.Select(result => result.Refusal?.Code));
        Assert.Equal([0, 3, 4], results.Where(result => result.Event is not null).Select(result => result.Event!.Origin.Index));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData(null)]
    public void Is_recognised_by_its_first_member(string? contentType)
    {
        var context = Payloads.Context with { ContentType = contentType };
        Assert.Equal("e-1@/hall/3", Payloads.Accept($$$"""{ {{{Head}}},"data":{"value":1}}""", context).Id);
        Assert.Equal("e-1@/hall/3", Payloads.Accept($$$"""[{ {{{Head}}},"data":{"value":1}}]""", context).Id);
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t"}""", "missing-field")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t","data":null}""", "missing-field")]
    [InlineData("""{"specversion":"1.0","source":"s","type":"t","data":{"value":1}}""", "missing-field")]
    [InlineData("""{"specversion":"1.0","id":"","source":"s","type":"t","data":{"value":1}}""", "missing-field")]
    [InlineData("""{"specversion":"0.3","id":"e","source":"s","type":"t","data":{"value":1}}""", "unknown-schema")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t","time":"yesterday","data":{"value":1}}""", "invalid-time")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t","time":"1999-01-01T00:00:00Z","data":{"value":1}}""", "time-too-old")]
    [InlineData("""{"specversion":"1.0","id":"e","id":"f","source":"s","type":"t","data":{"value":1}}""", "duplicate-member")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t","data_base64":"***"}""", "wrong-type")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t","ext":{},"data":{"value":1}}""", "wrong-type")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t","data":7}""", "not-an-object")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t","data":{"value":1}""", "truncated")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t","data":{"value":1}} x""", "not-json")]
    [InlineData("""[]""", "not-an-object")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"t","data":{"specversion":"1.0","value":1}}""", "nested-envelope")]
    public void Broken_events_are_refused(string json, string code) => Assert.Equal(code, Payloads.Refuse(json, One).Code);

    [Fact]
    public void An_empty_batch_is_refused() => Assert.Equal("no-events", Payloads.Refuse("[]", Many).Code);

    [Fact]
    public void A_batch_inflates_no_more_than_one_payload()
    {
        var random = new Random(5);
        var body = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 3_000).Select(i => $"{{\"value\":{random.Next(1_000_000)}}}"))}]");
        var frame = Convert.ToBase64String(RecordWriter.Frame(body, true));
        var events = Enumerable.Range(0, 6).Select(i => $$$"""{"specversion":"1.0","id":"{{{i}}}","source":"s","type":"t","datacontenttype":"application/vnd.serverlessiot.record","data_base64":"{{{frame}}}"}""");
        var results = Payloads.Decode($"[{string.Join(',', events)}]", Many);
        Assert.Equal(3, results.Count(result => result.Refusal?.Code is "inflated-too-large" or "too-many-events"));
        Assert.Equal(9_000, results.Count(result => result.Event is not null));
    }
}
