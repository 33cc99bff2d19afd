using ServerlessIot.Ops.Api.Audit;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class AuditTests : IAsyncLifetime
{
    private readonly ApiFixture fixture = new();

    public Task InitializeAsync() => fixture.InitializeAsync();

    public Task DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task The_books_show_what_came_in_what_became_of_it_and_how_far_readers_are()
    {
        await WriteAsync(ApiFixture.Now - 10_000);
        var answer = await fixture.CallAsync<GetAudit>();
        Assert.Equal((200, "ok", ApiFixture.Now - 10_000), (answer.Status, answer.Json.GetProperty("state").GetString(), answer.Json.GetProperty("time").GetInt64()));
        var partition = answer.Json.GetProperty("partitions")[0];
        Assert.Equal("""{"offset":104,"records":100,"valid":110,"quarantined":7,"duplicates":3,"ticks":5,"number":115}""", partition.GetProperty("raw").GetRawText());
        Assert.Equal("""{"number":112,"lag":3,"events":108,"ticks":4,"counted":108}""", partition.GetProperty("readers").GetProperty("store").GetRawText());
        Assert.Equal(0, partition.GetProperty("differences").GetArrayLength());
    }

    [Fact]
    public async Task A_difference_is_a_loss_once_it_was_raised()
    {
        await WriteAsync(ApiFixture.Now, new Incident(new Difference("store", DifferenceKinds.Rows, 1), 1, 0, null));
        Assert.Equal("ok", (await fixture.CallAsync<GetAudit>()).Json.GetProperty("state").GetString());
        await WriteAsync(ApiFixture.Now, new Incident(new Difference("store", DifferenceKinds.Rows, 1), 2, 1, ApiFixture.Now));
        var answer = await fixture.CallAsync<GetAudit>();
        Assert.Equal((200, "loss"), (answer.Status, answer.Json.GetProperty("state").GetString()));
        var partition = answer.Json.GetProperty("partitions")[0];
        Assert.Equal("loss", partition.GetProperty("state").GetString());
        Assert.Equal($$"""{"step":"store","kind":"rows","amount":1,"looks":2,"raised":{{ApiFixture.Now}}}""", partition.GetProperty("differences")[0].GetRawText());
    }

    [Fact]
    public async Task Old_books_vouch_for_nothing()
    {
        await WriteAsync(ApiFixture.Now - 121_000);
        Assert.Equal("stale", (await fixture.CallAsync<GetAudit>()).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Before_the_first_look_there_are_no_books()
    {
        var answer = await fixture.CallAsync<GetAudit>();
        Assert.Equal((404, "application/problem+json"), (answer.Status, answer.Response.ContentType));
    }

    [Fact]
    public async Task A_store_that_is_down_is_503()
    {
        fixture.Blobs.Down = true;
        var answer = await fixture.CallAsync<GetAudit>();
        Assert.Equal((503, "application/problem+json"), (answer.Status, answer.Response.ContentType));
        Assert.DoesNotContain("10.0.0.1", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task WriteAsync(long time, params Incident[] incidents)
    {
        var store = new BooksStore(fixture.Blobs);
        var steps = new Dictionary<string, StepLedger>
        {
            ["validate"] = new() { Marks = new Marks(0, 104, "x", 0, 0), Books = new ValidateBooks(115, 100, 110, 7, 3, 5) },
            ["store"] = new() { Marks = new Marks(0, 111, "y", 112, 0), Tally = new Tally(true, 0, 112, 108, 4, 112), Counted = 108, Base = 0 },
        };
        var (_, version) = await store.ReadAsync(default);
        Assert.True(await store.TryWriteAsync(new AuditBooks(time, [new PartitionBooks { Partition = 0, Steps = steps, Incidents = incidents }]), version, default));
    }
}
