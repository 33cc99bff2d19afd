using System.Net;
using System.Text;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Domain.Residency;

namespace ServerlessIot.Bridge.Tests.Ingest;

public class SingleTests
{
    [Fact]
    public async Task A_message_becomes_the_same_record_as_over_MQTT()
    {
        await using var http = await IngestClient.StartAsync();
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var answer = await http.PostAsync("""{"value":1}""", "application/json; charset=utf-8", change: r => r.Headers.Add("traceparent", Trace));
        Assert.Equal((HttpStatusCode.NoContent, ""), (answer.Status, answer.Text));
        var record = Assert.Single(http.Log.Records);
        Assert.Equal(("demo/temp-001", """{"value":1}"""), (record.Key(), record.Value()));
        Assert.Equal(
            ("serverlessiot.telemetry", "application/json; charset=utf-8", "temperature", TestBridge.Topic, Trace),
            (record.Header("ce_type"), record.Header("content-type"), record.Header("datatype"), record.Header("topic"), record.Header("traceparent")));
        Assert.Contains("serverlessiot_bridge_messages_by_protocol_total{protocol=\"http\"} 1", (await http.Bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "{}", "application/json")]
    [InlineData(null, "abc", "application/octet-stream")]
    [InlineData("application/x-www-form-urlencoded", "{}", "application/json")]
    [InlineData("application/cbor", "\u0001", "application/cbor")]
    [InlineData("application/json", "", "application/json")]
    public async Task The_content_type_is_kept_unless_it_says_nothing(string? sent, string body, string expected)
    {
        await using var http = await IngestClient.StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsync(body, sent)).Status);
        Assert.Equal((expected, body), (Assert.Single(http.Log.Records).Header("content-type"), http.Log.Records[0].Value()));
    }

    [Fact]
    public async Task The_topic_is_decoded_once_and_keeps_its_slashes()
    {
        await using var http = await IngestClient.StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsync("1", topic: "sensors/a%20b%C3%A4%2520/data?x=/../y")).Status);
        Assert.Equal(("demo/a bä%20", "sensors/a bä%20/data"), (Assert.Single(http.Log.Records).Key(), http.Log.Records[0].Header("topic")));
    }

    [Theory]
    [InlineData("nowhere", HttpStatusCode.NotFound, "Unknown topic")]
    [InlineData("", HttpStatusCode.BadRequest, "Bad request")]
    [InlineData("sensors/%2B/data", HttpStatusCode.BadRequest, "Bad request")]
    [InlineData("sensors/%23", HttpStatusCode.BadRequest, "Bad request")]
    [InlineData("sensors/a%0Ab/data", HttpStatusCode.BadRequest, "Bad request")]
    [InlineData("sensors//data", HttpStatusCode.NotFound, "Unknown topic")]
    public async Task A_topic_that_is_none_or_unknown_is_told_so(string topic, HttpStatusCode status, string title)
    {
        await using var http = await IngestClient.StartAsync();
        var answer = await http.PostAsync("{}", topic: topic);
        Assert.Equal((status, title), (answer.Status, answer.Problem()));
        Assert.Empty(http.Log.Records);
    }

    [Theory]
    [InlineData("alerts/d1", UplinkPriority.Critical)]
    [InlineData("slow/d1", UplinkPriority.Low)]
    [InlineData("sensors/d1/data", UplinkPriority.Medium)]
    public async Task It_has_the_priority_of_its_topic(string topic, UplinkPriority expected)
    {
        await using var http = await IngestClient.StartAsync(o => o with { TopicMap = [new() { Filter = "slow/{device}", Priority = "low" }, .. o.TopicMap] });
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsync("{}", topic: topic)).Status);
        Assert.Equal(expected, Assert.Single(http.Log.Records).Priority);
    }

    [Fact]
    public async Task Success_is_told_only_after_the_log_has_acknowledged()
    {
        await using var http = await IngestClient.StartAsync();
        http.Log.Holds = true;
        var posting = http.PostAsync("{}");
        await http.Log.WaitAsync(1);
        await http.Bridge.OtherDeviceSettlesAsync();
        Assert.False(posting.IsCompleted);
        http.Log.SettleAll();
        Assert.Equal(HttpStatusCode.NoContent, (await posting).Status);
    }

    [Fact]
    public async Task A_log_that_does_not_answer_is_503_and_may_store_it_later()
    {
        await using var http = await IngestClient.StartAsync(o => o with { AnswerTimeout = TimeSpan.FromSeconds(1), MaxInFlight = 1 });
        http.Log.Holds = true;
        var answer = await http.PostAsync("{}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Not stored yet"), (answer.Status, answer.Problem()));
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        // Its place among what is in flight is still taken: the next one is not even sent.
        answer = await http.PostAsync("{}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Busy"), (answer.Status, answer.Problem()));
        Assert.Single(http.Log.Records);
        http.Log.SettleAll();
        http.Log.Holds = false;
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsync("{}")).Status);
    }

    [Fact]
    public async Task What_the_log_refuses_for_good_is_413()
    {
        await using var http = await IngestClient.StartAsync();
        http.Log.Holds = true;
        var posting = http.PostAsync("{}");
        await http.Log.WaitAsync(1);
        http.Log.SettleAll(RecordOutcome.Refused);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "Refused by the log"), ((await posting).Status, (await posting).Problem()));
    }

    [Fact]
    public async Task Another_region_s_tenant_is_sent_there()
    {
        await using var http = await IngestClient.StartAsync(o => o with { Regions = new TenantRegions { Here = "eu", Tenants = "demo=us", Servers = "us=mqtt.us:8883" } });
        var answer = await http.PostAsync("{}");
        Assert.Equal((HttpStatusCode.MisdirectedRequest, "Another region"), (answer.Status, answer.Problem()));
        Assert.Equal(("us", "mqtt.us:8883"), (answer.Json.GetProperty("region").GetString(), answer.Json.GetProperty("server").GetString()));
        Assert.Empty(http.Log.Records);
    }

    [Fact]
    public async Task The_largest_message_passes_and_a_larger_one_does_not()
    {
        await using var http = await IngestClient.StartAsync(o => o with { MaxPacketSize = 2_048 });
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsync(new byte[2_048])).Status);
        var answer = await http.PostAsync(new byte[2_049]);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "Too large"), (answer.Status, answer.Problem()));
        answer = await http.PostAsync(new byte[2_049], change: r => r.Headers.TransferEncodingChunked = true);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Single(http.Log.Records);
    }

    [Fact]
    public async Task Gzip_is_unpacked()
    {
        await using var http = await IngestClient.StartAsync();
        var text = $$"""{"text":"{{new string('x', 100_000)}}"}""";
        var answer = await http.PostAsync(IngestClient.Zip(Encoding.UTF8.GetBytes(text)), "application/json", change: r => r.Content!.Headers.ContentEncoding.Add("gzip"));
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal(text, Assert.Single(http.Log.Records).Value());
    }

    [Theory]
    [InlineData("not gzip at all", false)]
    [InlineData("cut", true)]
    public async Task Broken_gzip_is_400(string what, bool cut)
    {
        await using var http = await IngestClient.StartAsync();
        var body = cut ? IngestClient.Zip(Encoding.UTF8.GetBytes("""{"value":12345678901234567890}"""))[..^12] : Encoding.UTF8.GetBytes(what);
        var answer = await http.PostAsync(body, change: r => r.Content!.Headers.ContentEncoding.Add("gzip"));
        Assert.Equal((HttpStatusCode.BadRequest, "Bad request"), (answer.Status, answer.Problem()));
        Assert.Empty(http.Log.Records);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    public async Task Other_encodings_are_415(string encoding)
    {
        await using var http = await IngestClient.StartAsync();
        var answer = await http.PostAsync("{}"u8.ToArray(), change: r => r.Content!.Headers.TryAddWithoutValidation("Content-Encoding", encoding));
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "Unknown content encoding"), (answer.Status, answer.Problem()));
    }
}
