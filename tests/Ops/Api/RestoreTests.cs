using ServerlessIot.Ops.Api.Restores;
using ServerlessIot.Ops.Api.Search;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class RestoreTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task What_lies_in_the_archive_tier_is_brought_back_and_can_be_waited_for()
    {
        foreach (var name in (string[])["a.seg", "b.seg"])
        {
            await fixture.Archive.StageAsync(name, 0, new byte[5], default);
            await fixture.Archive.CommitAsync(name, 1, BlobTier.Archive, default);
        }

        var asked = await AskAsync();
        Assert.Equal((202, "running", 2, 0), (asked.Status, asked.Json.GetProperty("state").GetString(), asked.Json.GetProperty("segments").GetInt32(), asked.Json.GetProperty("ready").GetInt32()));
        var id = asked.Json.GetProperty("id").GetString()!;
        Assert.Equal(("/api/restores/" + id, "600"), (asked.Response.Headers.Location.ToString(), asked.Response.Headers.RetryAfter.ToString()));
        Assert.Equal(id, (await AskAsync()).Json.GetProperty("id").GetString());

        fixture.Clock.Now += TimeSpan.FromHours(4);
        Assert.Equal("running", (await fixture.CallAsync<GetRestore>(route: [id])).Json.GetProperty("state").GetString());
        fixture.Clock.Now += TimeSpan.FromHours(1);
        var ready = await fixture.CallAsync<GetRestore>(route: [id]);
        Assert.Equal((200, "ready", 2), (ready.Status, ready.Json.GetProperty("state").GetString(), ready.Json.GetProperty("ready").GetInt32()));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("../journals/store/000/head0000000")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public async Task What_is_no_job_is_not_found(string id) => Assert.Equal(404, (await fixture.CallAsync<GetRestore>(route: [id])).Status);

    private Task<Answer> AskAsync()
    {
        fixture.Search.Failure = new BlobArchivedException("there") { Blobs = ["b.seg", "a.seg"] };
        return fixture.CallAsync<GetSearch>();
    }
}
