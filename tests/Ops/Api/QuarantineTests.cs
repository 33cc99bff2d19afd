using ServerlessIot.Domain.Log;
using ServerlessIot.Ops.Api.Quarantine;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class QuarantineTests : IClassFixture<ApiFixture>
{
    private static readonly byte[] Bytes = [0, 0xff, 0xfe, (byte)'{', 0x0d, 0x0a, 0x80];
    private readonly ApiFixture fixture;

    public QuarantineTests(ApiFixture fixture)
    {
        this.fixture = fixture;
        fixture.Log.Records.Clear();
        foreach (var offset in new long[] { 10, 11, 13, 14 }) fixture.Log.Records.Add(Record(1, offset));
    }

    [Fact]
    public async Task The_original_bytes_come_back_with_the_reason_in_headers()
    {
        var answer = await fixture.CallAsync<GetQuarantined>(route: ["1", "11"]);
        Assert.Equal(200, answer.Status);
        Assert.Equal(Bytes, answer.Bytes);
        Assert.Equal("application/octet-stream", answer.Response.ContentType);
        Assert.Equal("not-json", answer.Response.Headers["X-Reason-Code"]);
        Assert.Equal("50%25 of %C3%BC", answer.Response.Headers["X-Reason"]);
        Assert.Equal("validate", answer.Response.Headers["X-Refused-By"]);
    }

    [Fact]
    public async Task Refused_records_are_listed_page_by_page_over_holes()
    {
        var first = await fixture.CallAsync<ListQuarantine>("?partition=1&limit=3");
        Assert.Equal(["10", "11", "13"], first.Items(item => item.GetProperty("offset").ToString()));
        Assert.Equal("50% of ü", first.Json.GetProperty("items")[0].GetProperty("reason").GetString());
        Assert.Equal("14", first.Next);
        var second = await fixture.CallAsync<ListQuarantine>("?partition=1&limit=3&from=14");
        Assert.Equal(["14"], second.Items(item => item.GetProperty("offset").ToString()));
        Assert.Null(second.Next);
        Assert.Equal(("10", "15", "2"), (second.Json.GetProperty("first").ToString(), second.Json.GetProperty("end").ToString(), second.Json.GetProperty("partitions").ToString()));
    }

    [Fact]
    public async Task An_empty_partition_is_an_empty_list() => Assert.Empty((await fixture.CallAsync<ListQuarantine>()).Items(_ => ""));

    [Theory]
    [InlineData("1", "12", 404)] // a hole
    [InlineData("1", "9", 404)]
    [InlineData("1", "15", 404)]
    [InlineData("2", "0", 404)]
    [InlineData("x", "0", 400)]
    [InlineData("0", "-1", 400)]
    public async Task What_is_not_there_is_not_found_and_what_is_no_number_is_bad(string partition, string offset, int status) =>
        Assert.Equal(status, (await fixture.CallAsync<GetQuarantined>(route: [partition, offset])).Status);

    private static LogRecord Record(int partition, long offset) => new(
        "telemetry.quarantine", partition, offset, ApiFixture.Now, "t/d"u8.ToArray(), Bytes,
        [new(LogHeaders.ReasonCode, "not-json"), new(LogHeaders.Reason, "50% of ü"), new(LogHeaders.RefusedBy, "validate"), new(LogHeaders.ContentType, "text/html")]);
}
