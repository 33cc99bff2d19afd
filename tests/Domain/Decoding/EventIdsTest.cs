using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Decoding;

public sealed class EventIdsTest
{
    private const string Timed = """{"value":21.5,"timestamp":1795168799123}""";

    [Theory]
    [InlineData("""{"event_id":"e-1","message_id":"m-1","id":"i-1","value":1}""", "e-1")]
    [InlineData("""{"message_id":"m-1","id":"i-1","value":1}""", "m-1")]
    [InlineData("""{"id":"i-1","value":1,"timestamp":1795168799123}""", "i-1")]
    [InlineData("""{"id":4711,"value":1}""", "4711")]
    [InlineData("""{"event_id":null,"id":"i-1","value":1}""", "i-1")]
    [InlineData("""{"id":"temp-001","value":1}""", "record-1#0")] // names the device, not the event
    [InlineData("""{"value":1}""", "record-1#0")]
    public void Is_the_publishers_own_or_the_records(string payload, string id) => Assert.Equal(id, Payloads.Accept(payload).Id);

    [Fact]
    public void Follows_from_the_content_when_the_payload_carries_its_time()
    {
        var e = Payloads.Accept(Timed);
        Assert.Equal(ContentId.Of(e), e.Id);
        Assert.Equal(e.Id, Payloads.Accept(Timed.Replace("21.5", " 21.50", StringComparison.Ordinal)).Id);
    }

    [Fact]
    public void Is_then_recognised_by_a_hash_of_device_topic_and_payload()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"temp-001\0{Payloads.Context.Topic}\0{Timed}"));
        Assert.Equal(Convert.ToHexStringLower(hash)[..32], Payloads.Decode(Timed)[0].Key);
    }

    [Theory]
    [InlineData("""{"id":"i-1","value":1,"timestamp":1795168799123}""", "i-1")]
    [InlineData("""{"value":1}""", "record-1#0")]
    public void Is_recognised_by_its_id_otherwise(string payload, string key) => Assert.Equal(key, Payloads.Decode(payload)[0].Key);

    [Fact]
    public void Refused_events_are_not_recognised() => Assert.Null(Payloads.Decode("{}")[0].Key);

    [Fact]
    public void Are_the_same_for_a_retransmission_in_another_record()
    {
        var context = Payloads.Context with { RecordId = "record-2", Arrived = Payloads.Arrived + 5_000, Origin = new(1, 4, 9, 0) };
        var (one, other) = (Payloads.Decode(Timed)[0], Payloads.Decode(Timed, context)[0]);
        Assert.Equal((one.Event!.Id, one.Key), (other.Event!.Id, other.Key));
    }

    [Fact]
    public void Differ_by_device_and_payload_and_the_key_by_topic()
    {
        Decoded[] all =
        [
            Payloads.Decode(Timed)[0],
            Payloads.Decode(Timed, Payloads.Context with { Device = "temp-002" })[0],
            Payloads.Decode(Timed.Replace("21.5", "21.6", StringComparison.Ordinal))[0],
            Payloads.Decode(Timed, Payloads.Context with { Topic = "elsewhere" })[0],
        ];
        Assert.Equal(all.Length, all.Select(item => item.Key).Distinct().Count());
        Assert.Equal(all.Length - 1, all.Select(item => item.Event!.Id).Distinct().Count());
    }

    [Fact]
    public void Carries_the_index_in_an_array()
    {
        var results = Payloads.Decode($"[{Timed},{Timed},{{\"value\":1}},{{\"value\":1,\"id\":\"own\"}}]");
        var (id, hash) = (ContentId.Of(results[0].Event!), results[0].Hash![..32]);
        Assert.Equal([id + "#0", id + "#1", "record-1#2", "own"], results.Select(r => r.Event!.Id));
        Assert.Equal([hash + "#0", hash + "#1", "record-1#2", "own"], results.Select(r => r.Key));
        Assert.Equal([0, 1, 2, 3], results.Select(r => r.Event!.Origin.Index));
    }

    [Fact]
    public void Own_ids_have_a_limit()
    {
        Assert.Equal(128, Payloads.Accept($$"""{"id":"{{new string('x', 128)}}","value":1}""").Id.Length);
        Assert.Equal("text-too-long", Payloads.Refuse($$"""{"id":"{{new string('x', 129)}}","value":1}""").Code);
    }
}
