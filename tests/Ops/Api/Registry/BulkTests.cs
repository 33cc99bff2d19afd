using System.Text;
using System.Text.Json;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Registry;

namespace ServerlessIot.Ops.Tests.Api.Registry;

public sealed class BulkTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Csv = "text/csv; charset=utf-8";
    private const string Blob = "registry/out-of-service.json";
    private const string Lines = "application/x-ndjson";
    private static readonly string[] Outcomes = ["created", "updated", "unchanged", "failed"];

    [Theory]
    [InlineData("application/json", """[{"tenant":"json","device":"a","type":"meter","tags":{"site":"north"}},{"tenant":"json","device":"b","type":"pump","location":{"latitude":1.5,"longitude":2,"text":"x, \"y\""}}]""", "json")]
    [InlineData(Lines, "{\"tenant\":\"lines\",\"device\":\"a\",\"type\":\"meter\",\"tags\":{\"site\":\"north\"}}\r\n\n  \n{\"tenant\":\"lines\",\"device\":\"b\",\"type\":\"pump\",\"location\":{\"latitude\":1.5,\"longitude\":2,\"text\":\"x, \\\"y\\\"\"}}", "lines")]
    [InlineData(Csv, "\ufefftenant,device,type,tag:site,latitude,longitude,location\r\ncsv,a,meter,north,,,\r\n\"csv\",b,pump,,1.5,2,\"x, \"\"y\"\"\"\r\n", "csv")]
    public async Task Rows_come_as_an_array_as_lines_and_as_csv(string type, string body, string tenant)
    {
        var first = await PostAsync(type, body);
        Assert.Equal((200, "2 0 0 0"), (first.Status, Counts(first)));
        Assert.Equal([$"1 {tenant}/a created ", $"2 {tenant}/b created "], Rows(first));
        Assert.Equal("0 0 2 0", Counts(await PostAsync(type, body)));
        Assert.Equal("0 1 1 0", Counts(await PostAsync(type, body.Replace("pump", "valve", StringComparison.Ordinal))));
        Assert.Equal("north", (await GetAsync(tenant, "a")).GetProperty("tags").GetProperty("site").GetString());
        var place = (await GetAsync(tenant, "b")).GetProperty("location");
        Assert.Equal((1.5, "x, \"y\""), (place.GetProperty("latitude").GetDouble(), place.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_bad_row_fails_with_its_reason_and_its_neighbours_do_not()
    {
        var answer = await PostAsync(Lines, string.Join('\n', [
            """{"tenant":"bad","device":"good1","type":"meter"}""", """{"tenant":"bad","device":"a/b","type":"meter"}""", """{"tenant":"bad","device":"x"}""", """{"tenant":"bad",""", "7",
            """{"tenant":"bad","device":"good1","type":"pump"}""", """{"device":"x","type":"meter"}""", """{"tenant":"bad","device":"x","type":"\ud800"}""", """{"tenant":"bad","device":"x","device":"y","type":"m"}""",
            """{"tenant":"bad","device":"good2","type":"meter"}""",
        ]));
        Assert.Equal("2 0 0 8", Counts(answer));
        var rows = answer.Json.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, 10), rows.Select(row => row.GetProperty("row").GetInt32()));
        Assert.Equal([1, 10], rows.Where(row => row.GetProperty("outcome").GetString() == "created").Select(row => row.GetProperty("row").GetInt32()));
        string[] reasons = ["device has 1 to 128", "type has 1 to 64", "This is no JSON", "A device is a JSON object", "Row 1 is of the same device", "tenant has 1 to 128", "type is a text", "This is no JSON"];
        Assert.All(reasons.Zip(rows.Where(row => row.GetProperty("outcome").GetString() == "failed")), pair => Assert.StartsWith(pair.First, pair.Second.GetProperty("reason").GetString(), StringComparison.Ordinal));
        Assert.Equal("meter", (await GetAsync("bad", "good1")).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_bad_row_of_an_array_or_a_table_fails_alone()
    {
        Assert.Equal(["1 alone/a created ", "2  failed This is no JSON", "3 alone/c created "], Rows(await PostAsync("application/json", """[{"tenant":"alone","device":"a","type":"m"},{"device":"b","device":"b"},{"tenant":"alone","device":"c","type":"m"}]"""), 15));
        Assert.Equal(["1 alone/d created ", "2  failed It has 2 fields", "3 alone/e failed latitude is a n", "4 alone/f failed enabled is true", "5 alone/g created "],
            Rows(await PostAsync(Csv, "device,tenant,type,latitude,enabled\nd,alone,m,,\ne,alone\ne,alone,m,north,\nf,alone,m,,ja\ng,alone,m,,false"), 15));
        Assert.False((await GetAsync("alone", "g")).GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task Who_is_out_of_service_is_published_once_for_all_rows_and_again_when_they_are_sent_again()
    {
        const string Rows = "tenant,device,type,enabled\nservice,a,m,false\nservice,b,m,true\nservice,c,m,false\n";
        fixture.Blobs.Down = true;
        Assert.Equal(503, (await PostAsync(Csv, Rows)).Status); // written, and not told
        fixture.Blobs.Down = false;
        Assert.Equal("0 0 3 0", Counts(await PostAsync(Csv, Rows)));
        Assert.Equal(["service/a", "service/c"], await OutAsync());
        var version = (await fixture.Blobs.DownloadAsync(Blob, default))!.Version;
        Assert.Equal("0 2 0 0", Counts(await PostAsync(Csv, "tenant,device,type,enabled\nservice,b,m,false\nservice,c,m,true\n")));
        Assert.Equal(["service/a", "service/b"], await OutAsync());
        Assert.Equal(version + "1", (await fixture.Blobs.DownloadAsync(Blob, default))!.Version); // one write
        Assert.Equal("2 0 0 0", Counts(await PostAsync(Csv, "tenant,device,type\nservice,d,m\nservice,e,m\n")));
        Assert.Equal(version + "1", (await fixture.Blobs.DownloadAsync(Blob, default))!.Version); // none

        async Task<string[]> OutAsync() => JsonSerializer.Deserialize<JsonElement>((await fixture.Blobs.DownloadAsync(Blob, default))!.Content.Span).GetProperty("devices").EnumerateObject().Select(device => device.Name).Where(device => device.StartsWith("service/", StringComparison.Ordinal)).ToArray();
    }

    [Fact]
    public async Task Rows_that_bridges_have_no_room_for_fail_with_the_reason()
    {
        var before = await fixture.Blobs.DownloadAsync(Blob, default);
        var full = OutOfServiceList.Empty.With(Enumerable.Range(0, OutOfServiceList.MostDevices).Select(i => new ServiceState("full", $"d{i}", true, 1)), 0, []);
        await fixture.Blobs.TryReplaceAsync(Blob, full.ToBytes(), before?.Version, default);
        var answer = await PostAsync(Csv, "tenant,device,type,enabled\nroom,a,m,false\nroom,b,m,true\n");
        Assert.Equal(["1 room/a failed It was written, and bridges do not know", "2 room/b created "], Rows(answer, 39));
        // What is already known to be out of service, and what returns, have no need of room.
        Assert.Equal("2 0 0 0", Counts(await PostAsync(Csv, "tenant,device,type,enabled\nfull,d1,m,false\nroom,c,m,true\n")));
        Assert.Equal("0 2 0 0", Counts(await PostAsync(Csv, "tenant,device,type,enabled\nroom,b,m,false\nfull,d1,m,true\n")));
        await fixture.Blobs.TryReplaceAsync(Blob, OutOfServiceList.Empty.ToBytes(), (await fixture.Blobs.DownloadAsync(Blob, default))!.Version, default);
    }

    [Fact]
    public async Task The_tenant_may_stand_in_the_address()
    {
        Assert.Equal("2 0 0 0", Counts(await PostAsync(Csv, "device,type\na,m\nb,m\n", "?tenant=address")));
        Assert.Equal("0 0 1 1", Counts(await PostAsync(Csv, "device,type,tenant\na,m,address\nb,m,another\n", "?tenant=address")));
        Assert.Equal("0 0 1 1", Counts(await PostAsync(Lines, "{\"device\":\"a\",\"type\":\"m\"}\n{\"device\":\"a\",\"type\":\"m\",\"tenant\":\"another\"}", "?tenant=address")));
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", "[]")]
    [InlineData("application/json", "")]
    [InlineData("application/json", """[{"tenant":"none","device":"a","type":"m"}""")]
    [InlineData("application/json", """[{"tenant":"none","device":"a","type":"m"}] []""")]
    [InlineData("application/json", """[{"tenant":"none","device":"a","type":"m"},]""")]
    [InlineData(Lines, "\n\n")]
    [InlineData(Csv, "")]
    [InlineData(Csv, "tenant,device,type")]
    [InlineData(Csv, "tenant,device,type,colour\nnone,a,m,red")]
    [InlineData(Csv, "tenant,device,type,type\nnone,a,m,m")]
    [InlineData(Csv, "tenant,device,type,tag:a b\nnone,a,m,x")]
    [InlineData(Csv, "tenant,device,type\nnone,a,m\nnone,b,\"m")]
    [InlineData(Csv, "tenant,device,type\nnone,a,m\nnone,b,\"m\"x")]
    [InlineData(Csv, "tenant,device,type\nnone,a,m\nnone,b,m\"m")]
    public async Task Of_what_is_no_list_of_rows_nothing_is_written(string type, string body)
    {
        var answer = await PostAsync(type, body);
        Assert.Equal(400, answer.Status);
        Assert.NotEmpty(answer.Json.GetProperty("errors").GetProperty("body")[0].GetString()!);
        Assert.Equal(404, (await fixture.CallAsync<GetRegistration>(route: ["none", "a"])).Status);
    }

    [Theory]
    [InlineData("text/plain", null, 415)]
    [InlineData(null, null, 415)]
    [InlineData("text/csv; charset=latin1", null, 415)]
    [InlineData("text/csv", "gzip", 415)]
    public async Task What_cannot_be_read_is_refused(string? type, string? encoding, int status)
    {
        var answer = await fixture.CallAsync<RegisterDevices>("", "device,type", request =>
        {
            request.ContentType = type;
            if (encoding is not null) request.Headers.ContentEncoding = encoding;
        });
        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task A_body_has_so_many_rows_and_bytes_and_no_more()
    {
        var rows = new StringBuilder("tenant,device,type\n");
        for (var i = 0; i <= 10_000; i++) rows.Append("many,d").Append(i).Append(",m\n");
        Assert.Equal(413, (await PostAsync(Csv, rows.ToString())).Status);
        Assert.Equal(413, (await PostAsync("application/json", "[" + string.Join(',', Enumerable.Repeat("{}", 10_001)) + "]")).Status);
        Assert.Equal(413, (await PostAsync(Csv, "tenant,device,type\nmany,d,m\n" + new string('\n', 8 << 20))).Status);
        Assert.Equal(404, (await fixture.CallAsync<GetRegistration>(route: ["many", "d1"])).Status);
    }

    [Fact]
    public async Task Whatever_is_sent_is_answered_and_never_with_a_failure()
    {
        var random = new Random(11);
        string[] parts = ["{", "}", "[", "]", "\"", ",", ":", "\n", "\r\n", "tenant", "device", "type", "tag:a", "\"fuzz\"", "fuzz", "\"\"", "null", "1e9", "\\ud800", "\0", "é", " ", "true", "\"tags\":{", "\"device\":\"d\"", "\"tenant\":\"fuzz\"", "\"type\":\"m\""];
        string[] types = ["application/json", Lines, Csv];
        for (var i = 0; i < 1500; i++)
        {
            var body = string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => parts[random.Next(parts.Length)]));
            if (random.Next(3) == 0) body = "tenant,device,type\n" + body;
            if (random.Next(3) == 0) body = "[" + body + "]";
            var answer = await PostAsync(types[random.Next(3)], body);
            Assert.True(answer.Status is 200 or 400, $"{answer.Status} for {body}");
        }
    }

    private Task<Answer> PostAsync(string type, string body, string query = "") => fixture.CallAsync<RegisterDevices>(query, body, request => request.ContentType = type);

    private async Task<JsonElement> GetAsync(string tenant, string device) => (await fixture.CallAsync<GetRegistration>(route: [tenant, device])).Json;

    private static string Counts(Answer answer) => string.Join(' ', Outcomes.Select(name => answer.Json.GetProperty(name).GetInt32()));

    private static string[] Rows(Answer answer, int reason = 0) =>
        [.. answer.Json.GetProperty("rows").EnumerateArray().Select(row => $"{row.GetProperty("row")} {Text(row, "device")} {Text(row, "outcome")} {Text(row, "reason")[..Math.Min(reason, Text(row, "reason").Length)]}")];

    private static string Text(JsonElement row, string member) => row.TryGetProperty(member, out var value) ? value.GetString()! : "";
}
