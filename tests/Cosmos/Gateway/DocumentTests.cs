using System.Net;
using Microsoft.Azure.Cosmos;

namespace ServerlessIot.Cosmos.Tests.Gateway;

public sealed class DocumentTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private static readonly PartitionKey Key = new("p");

    [Fact]
    public async Task A_document_can_be_created_read_replaced_and_deleted()
    {
        var container = await fixture.ContainerAsync();
        var created = await container.CreateItemAsync(new Item("a", "p", 1), Key);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(1, (await container.ReadItemAsync<Item>("a", Key)).Resource.number);

        var replaced = await container.ReplaceItemAsync(new Item("a", "p", 2), "a", Key);
        Assert.NotEqual(created.ETag, replaced.ETag);
        Assert.Equal(2, (await container.ReadItemAsync<Item>("a", Key)).Resource.number);

        Assert.Equal(HttpStatusCode.NoContent, (await container.DeleteItemAsync<Item>("a", Key)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(container.ReadItemAsync<Item>("a", Key)));
    }

    [Fact]
    public async Task Upsert_creates_then_replaces()
    {
        var container = await fixture.ContainerAsync();
        Assert.Equal(HttpStatusCode.Created, (await container.UpsertItemAsync(new Item("a", "p", 1), Key)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await container.UpsertItemAsync(new Item("a", "p", 2), Key)).StatusCode);
        Assert.Equal(2, (await container.ReadItemAsync<Item>("a", Key)).Resource.number);
    }

    [Fact]
    public async Task The_same_id_in_two_partitions_is_two_documents()
    {
        var container = await fixture.ContainerAsync();
        await container.CreateItemAsync(new Item("a", "p", 1), Key);
        await container.CreateItemAsync(new Item("a", "q", 2), new PartitionKey("q"));
        Assert.Equal(1, (await container.ReadItemAsync<Item>("a", Key)).Resource.number);
        Assert.Equal(2, (await container.ReadItemAsync<Item>("a", new PartitionKey("q"))).Resource.number);
    }

    [Fact]
    public async Task Creating_what_is_there_is_a_conflict_and_replacing_what_is_not_is_not_found()
    {
        var container = await fixture.ContainerAsync();
        await container.CreateItemAsync(new Item("a", "p", 1), Key);
        Assert.Equal(HttpStatusCode.Conflict, await StatusOf(container.CreateItemAsync(new Item("a", "p", 2), Key)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(container.ReplaceItemAsync(new Item("b", "p", 2), "b", Key)));
    }

    [Fact]
    public async Task A_write_with_an_old_ETag_fails_and_changes_nothing()
    {
        var container = await fixture.ContainerAsync();
        var first = await container.CreateItemAsync(new Item("a", "p", 1), Key);
        var old = new ItemRequestOptions { IfMatchEtag = first.ETag };
        await container.ReplaceItemAsync(new Item("a", "p", 2), "a", Key, old);
        Assert.Equal(HttpStatusCode.PreconditionFailed, await StatusOf(container.ReplaceItemAsync(new Item("a", "p", 3), "a", Key, old)));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await StatusOf(container.DeleteItemAsync<Item>("a", Key, old)));
        Assert.Equal(2, (await container.ReadItemAsync<Item>("a", Key)).Resource.number);
    }

    [Fact]
    public async Task A_read_with_the_current_ETag_is_not_modified()
    {
        var container = await fixture.ContainerAsync();
        var first = await container.CreateItemAsync(new Item("a", "p", 1), Key);
        using var answer = await container.ReadItemStreamAsync("a", Key, new ItemRequestOptions { IfNoneMatchEtag = first.ETag });
        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Fact]
    public async Task Of_many_conditional_writers_each_round_has_one_winner()
    {
        var container = await fixture.ContainerAsync();
        await container.CreateItemAsync(new Item("a", "p", 0), Key);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var done = 0; done < 10;)
            {
                var current = await container.ReadItemAsync<Item>("a", Key);
                var next = current.Resource with { number = current.Resource.number + 1 };
                if (await StatusOf(container.ReplaceItemAsync(next, "a", Key, new ItemRequestOptions { IfMatchEtag = current.ETag })) is null) done++;
            }
        }));
        Assert.Equal(80, (await container.ReadItemAsync<Item>("a", Key)).Resource.number);
    }

    [Fact]
    public async Task A_document_is_gone_when_its_time_to_live_is_over()
    {
        var container = await fixture.ContainerAsync(timeToLive: -1);
        await container.CreateItemAsync(new Item("short", "p", 1, ttl: 1), Key);
        await container.CreateItemAsync(new Item("long", "p", 1), Key);
        await Eventually.TrueAsync(async () => await StatusOf(container.ReadItemAsync<Item>("short", Key)) == HttpStatusCode.NotFound);
        Assert.Equal(["long"], await Rows.IdsAsync(container, "SELECT * FROM c"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    public async Task An_id_that_no_address_can_carry_is_refused(string id)
    {
        var container = await fixture.ContainerAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await StatusOf(container.CreateItemAsync(new Item(id, "p", 1), Key)));
    }

    [Fact]
    public async Task A_document_of_another_partition_than_the_header_says_is_refused()
    {
        var container = await fixture.ContainerAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await StatusOf(container.CreateItemAsync(new Item("a", "q", 1), Key)));
    }

    [Theory]
    [InlineData("GET", "/%zz", 400)]
    [InlineData("GET", "/dbs/nothing", 404)]
    [InlineData("PATCH", "/dbs/test", 405)]
    [InlineData("POST", "/dbs", 400)]
    public async Task A_request_that_makes_no_sense_is_answered_and_hurts_nobody(string method, string path, int status)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"http://127.0.0.1:{fixture.Gateway.Port}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.TryAddWithoutValidation("authorization", "any");
        using var answer = await client.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_request_without_a_key_is_refused()
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{fixture.Gateway.Port}/"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static async Task<HttpStatusCode?> StatusOf<T>(Task<ItemResponse<T>> request)
    {
        try
        {
            await request;
            return null;
        }
        catch (CosmosException error)
        {
            return error.StatusCode;
        }
    }
}
