using System.Buffers;
using System.Text;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Decoding;

public sealed class PayloadLimitsTest
{
    [Fact]
    public void Sixteen_levels_are_accepted_and_seventeen_are_not()
    {
        Payloads.Accept(Nested(15));
        Assert.Equal("too-deep", Payloads.Refuse(Nested(16)).Code);
    }

    [Fact]
    public void The_payloads_own_array_is_a_level()
    {
        Payloads.Accept($"[{Nested(14)}]");
        Assert.Equal("too-deep", Payloads.Refuse($"[{Nested(15)}]").Code);
    }

    [Fact]
    public void Two_hundred_and_fifty_six_members_are_accepted_and_one_more_is_not()
    {
        Assert.Equal(256, Payloads.Accept(Members(256)).Measurements.Count);
        Assert.Equal("too-many-members", Payloads.Refuse(Members(257)).Code);
    }

    [Fact]
    public void A_name_has_128_bytes_at_most()
    {
        Payloads.Accept($$"""{"{{new string('n', 128)}}":1}""");
        Assert.Equal("name-too-long", Payloads.Refuse($$"""{"{{new string('n', 129)}}":1}""").Code);
        Assert.Equal("name-too-long", Payloads.Refuse($$"""{"{{string.Concat(Enumerable.Repeat("\\u0041", 129))}}":1}""").Code);
    }

    [Fact]
    public void A_dotted_name_has_128_characters_at_most()
    {
        Payloads.Accept($$$"""{"value":1,"{{{new string('n', 63)}}}":{"{{{new string('m', 64)}}}":1}}""");
        Assert.Equal("name-too-long", Payloads.Refuse($$$"""{"value":1,"{{{new string('n', 64)}}}":{"{{{new string('m', 64)}}}":1}}""").Code);
    }

    [Fact]
    public void A_text_has_1024_bytes_at_most()
    {
        Payloads.Accept($$"""{"value":1,"note":"{{new string('x', 1_024)}}"}""");
        Payloads.Accept($$"""{"value":1,"note":"{{string.Concat(Enumerable.Repeat("\\u0041", 1_024))}}"}""");
        Assert.Equal("text-too-long", Payloads.Refuse($$"""{"value":1,"note":"{{new string('x', 1_025)}}"}""").Code);
        Assert.Equal("text-too-long", Payloads.Refuse($$"""{"value":1,"note":"{{string.Concat(Enumerable.Repeat("\\u0041", 1_025))}}"}""").Code);
        Assert.Equal("text-too-long", Payloads.Refuse($$"""{"value":1,"note":"{{new string('é', 513)}}"}""").Code);
    }

    [Fact]
    public void A_number_that_becomes_a_text_has_1024_bytes_at_most()
    {
        string Of(int digits) => $$"""{"value":1,"metadata":{"a":{{new string('7', digits)}} } }""";
        Assert.Equal(1_024, Payloads.Accept(Of(1_024)).Attribute("a").Length);
        Assert.Equal("text-too-long", Payloads.Refuse(Of(1_025)).Code);
        Assert.Equal("text-too-long", Payloads.Refuse($$"""{"specversion":"1.0","id":"e","source":"s","type":"t","ext":{{new string('7', 1_025)}},"data":{"value":1} }""").Code);
    }

    [Fact]
    public void Texts_that_are_joined_have_1024_bytes_at_most()
    {
        string Of(int last) => $$"""{"value":1,"list":["{{new string('é', 500)}}",null,"{{new string('x', last)}}"]}""";
        Assert.Equal(524, Payloads.Accept(Of(23)).Attribute("list").Length);
        Assert.Equal("text-too-long", Payloads.Refuse(Of(24)).Code);
    }

    /// <summary>A control character is one byte of a text and six of the canonical JSON.</summary>
    [Theory]
    [InlineData('x', 200, true)]
    [InlineData('\u007f', 140, true)]
    [InlineData('\u007f', 170, false)]
    [InlineData('\u00a0', 200, true)] // two bytes of a text, and six
    public void An_event_is_no_larger_than_the_log_takes(char character, int members, bool accepted)
    {
        var text = new string(character, 1_024 / Encoding.UTF8.GetByteCount([character]));
        var payload = $$"""{"value":1,{{string.Join(',', Enumerable.Range(0, members).Select(i => $"\"a{i}\":\"{text}\""))}}}""";
        if (accepted)
        {
            var json = new ArrayBufferWriter<byte>();
            EventJson.Write(json, Payloads.Accept(payload));
            Assert.InRange(json.WrittenCount, members * 1_024, 900_000);
        }
        else
        {
            Assert.Equal("too-large", Payloads.Refuse(payload).Code);
        }
    }

    [Fact]
    public void What_the_envelope_adds_to_each_event_is_bounded_for_all_together()
    {
        var envelope = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"a{i}\":\"{new string('x', 1_000)}\""));
        var results = Payloads.Decode(Envelope(envelope, 1_000), Payloads.Context with { ContentType = "application/cloudevents+json" });
        Assert.Equal(1_000, results.Count);
        // Each is about 102 kB: 82 of them fit into 8 MiB.
        Assert.Equal(82, results.TakeWhile(result => result.Event is not null).Count());
        Assert.All(results.Skip(82), result => Assert.Equal("too-large", result.Refusal!.Code));
    }

    /// <summary>More than the bound by the estimate, and less when it is counted.</summary>
    [Fact]
    public void Ten_thousand_events_with_an_envelope_are_accepted()
    {
        var results = Payloads.Decode(Envelope($"\"note\":\"{new string('x', 200)}\"", 10_000), Payloads.Context with { ContentType = "application/cloudevents+json" });
        Assert.Equal(10_000, results.Count(result => result.Event is not null));
    }

    [Fact]
    public void Ten_thousand_events_are_accepted()
    {
        var results = Payloads.Decode($"[{string.Join(',', Enumerable.Repeat("{\"value\":1}", 10_000))}]");
        Assert.Equal(10_000, results.Count);
        Assert.All(results, r => Assert.NotNull(r.Event));
    }

    [Fact]
    public void The_largest_payload_is_256_KiB()
    {
        var json = """{"value":1}""";
        Payloads.Accept(json + new string(' ', (256 * 1024) - json.Length));
        Assert.Equal("too-large", Payloads.Refuse(json + new string(' ', (256 * 1024) - json.Length + 1)).Code);
    }

    [Fact]
    public void A_sensor_type_and_a_status_have_64_bytes_at_most()
    {
        Assert.Equal("text-too-long", Payloads.Refuse($$"""{"device_id":"temp-001","sensor_type":"{{new string('t', 65)}}","value":1}""").Code);
        Assert.Equal("text-too-long", Payloads.Refuse($$"""{"value":1,"status":"{{new string('t', 65)}}"}""").Code);
    }

    [Fact]
    public void The_largest_number_is_1e100()
    {
        Assert.Equal(-1e100, Payloads.Accept("""{"value":-1e100}""").Measure("temperature"));
        Assert.Equal("number-too-large", Payloads.Refuse("""{"value":1.0001e100}""").Code);
    }

    private static string Envelope(string attributes, int events) =>
        $$$"""{"specversion":"1.0","id":"e","source":"/s","type":"t",{{{attributes}}},"data":[{{{string.Join(',', Enumerable.Range(0, events).Select(i => $"{{\"value\":{i}}}"))}}}]}""";

    private static string Nested(int levels)
    {
        var text = new StringBuilder("{\"value\":1,\"n\":");
        for (var i = 1; i < levels; i++) text.Append(i % 2 == 0 ? "[" : "{\"n\":");
        text.Append("{}");
        for (var i = levels - 1; i >= 1; i--) text.Append(i % 2 == 0 ? ']' : '}');
        return text.Append('}').ToString();
    }

    private static string Members(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"m{i}\":{i}"))}}}";
}
