using System.Net;
using System.Text;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Ingest;

public class BatchTests
{
    private const string Batch = TestBridge.Topic + "?batch=true";

    [Fact]
    public async Task Each_element_of_an_array_is_a_record_byte_for_byte()
    {
        await using var http = await IngestClient.StartAsync();
        var answer = await http.PostAsync(""" [ {"a": 1 } ,[2,[3]],"x\"]" , 4.50,null ,{} ] """, topic: Batch);
        Assert.Equal((HttpStatusCode.OK, """{"accepted":6,"refused":[]}"""), (answer.Status, answer.Text));
        Assert.Equal(["""{"a": 1 }""", "[2,[3]]", "\"x\\\"]\"", "4.50", "null", "{}"], http.Log.Records.Select(r => r.Value()));
        Assert.All(http.Log.Records, r => Assert.Equal("application/json", r.Header("content-type")));
    }

    [Fact]
    public async Task Without_the_query_an_array_is_one_message()
    {
        await using var http = await IngestClient.StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsync("[1,2]")).Status);
        Assert.Equal("[1,2]", Assert.Single(http.Log.Records).Value());
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/jsonl; charset=utf-8")]
    public async Task Each_line_is_a_record(string type)
    {
        await using var http = await IngestClient.StartAsync();
        var answer = await http.PostAsync("{\"a\":1}\r\n\n  {\"a\":2}\nnot json\n{\"a\":3}", type);
        Assert.Equal((HttpStatusCode.OK, """{"accepted":4,"refused":[]}"""), (answer.Status, answer.Text));
        Assert.Equal(["{\"a\":1}", "{\"a\":2}", "not json", "{\"a\":3}"], http.Log.Records.Select(r => r.Value()));
    }

    [Fact]
    public async Task Ten_thousand_lines_in_gzip_arrive_in_order()
    {
        await using var http = await IngestClient.StartAsync();
        var lines = Enumerable.Range(0, 10_000).Select(i => $$"""{"value":{{i}}}""").ToArray();
        var answer = await http.PostAsync(
            IngestClient.Zip(Encoding.UTF8.GetBytes(string.Join('\n', lines))), "application/x-ndjson", change: r => r.Content!.Headers.ContentEncoding.Add("gzip"));
        Assert.Equal((HttpStatusCode.OK, """{"accepted":10000,"refused":[]}"""), (answer.Status, answer.Text));
        Assert.Equal(lines, http.Log.Records.Select(r => r.Value()));
    }

    [Fact]
    public async Task What_is_refused_is_named_and_its_neighbours_are_stored()
    {
        await using var http = await IngestClient.StartAsync(o => o with { MaxPacketSize = 1_024 });
        http.Log.Holds = true;
        var posting = http.PostAsync($$"""[1,"{{new string('x', 1_100)}}",2,3]""", topic: Batch);
        var records = await http.Log.WaitAsync(3);
        records[1].Settle(RecordOutcome.Refused);
        http.Log.SettleAll();
        var answer = await posting;
        Assert.Equal(
            (HttpStatusCode.MultiStatus, """{"accepted":2,"refused":[{"index":1,"reason":"too-large"},{"index":2,"reason":"refused-by-log"}]}"""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task When_the_log_stops_on_the_way_the_answer_says_what_is_stored_what_may_be_and_what_is_not()
    {
        await using var http = await IngestClient.StartAsync(o => o with { AnswerTimeout = TimeSpan.FromSeconds(5), MaxInFlight = 2 });
        http.Log.Holds = true;
        var posting = http.PostAsync("[0,1,2,3]", topic: Batch);
        (await http.Log.WaitAsync(2))[0].Settle(RecordOutcome.Stored);
        await http.Log.WaitAsync(1);
        var answer = await posting;
        Assert.Equal(
            (HttpStatusCode.MultiStatus, """{"accepted":1,"refused":[{"index":1,"reason":"not-stored-yet"},{"index":2,"reason":"not-stored-yet"},{"index":3,"reason":"busy"}]}"""),
            (answer.Status, answer.Text));
        answer = await http.PostAsync("[4]", topic: Batch);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"accepted":0,"refused":[{"index":0,"reason":"busy"}]}"""), (answer.Status, answer.Text));
        http.Log.SettleAll();
        await Eventually.True(() => http.Log.Records.All(r => r.Outcome == RecordOutcome.Stored));
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("[1,2", HttpStatusCode.BadRequest)]
    [InlineData("[1,]", HttpStatusCode.BadRequest)]
    [InlineData("[1] x", HttpStatusCode.BadRequest)]
    [InlineData("[1][2]", HttpStatusCode.BadRequest)]
    [InlineData("[1,2,3,4,5,6]", HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_that_is_no_batch_stores_nothing(string body, HttpStatusCode status)
    {
        await using var http = await IngestClient.StartAsync(o => o with { IngestMaxRecords = 5 });
        var answer = await http.PostAsync(body, topic: Batch);
        Assert.NotEmpty(answer.Problem());
        Assert.Equal(status, answer.Status);
        Assert.Empty(http.Log.Records);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public async Task Nesting_is_bounded(int depth)
    {
        await using var http = await IngestClient.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync(new string('[', depth), topic: Batch)).Status);
    }

    [Theory]
    [InlineData("?batch=yes", "application/json")]
    [InlineData("?batch=true", "text/plain")]
    public async Task A_batch_of_something_else_is_400(string query, string type)
    {
        await using var http = await IngestClient.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync("[1]", type, TestBridge.Topic + query)).Status);
    }

    [Fact]
    public async Task Splitting_never_fails_in_another_way()
    {
        await using var http = await IngestClient.StartAsync();
        var random = new Random(11);
        var good = """[{"a":[1,2,{"b":"\u00e4\n"}],"c":-1.5e3},true,[null]]"""u8.ToArray();
        for (var round = 0; round < 300; round++)
        {
            var body = good.ToArray();
            for (var i = 0; i <= round % 4; i++)
                body[random.Next(body.Length)] = (byte)random.Next(256);
            Assert.Contains((await http.PostAsync(body, "application/json", Batch)).Status, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        }
    }
}
