using System.Net;
using Microsoft.Azure.Cosmos;

namespace ServerlessIot.Cosmos.Tests.Gateway;

public sealed class QueryTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task A_query_over_all_partitions_comes_in_the_order_asked_for()
    {
        var container = await FilledAsync();
        Assert.Equal(["a", "b", "c", "a", "b", "c"], await Rows.IdsAsync(container, "SELECT * FROM c ORDER BY c.pk, c.id"));
        Assert.Equal(["c", "c", "b", "b", "a", "a"], await Rows.IdsAsync(container, "SELECT * FROM c ORDER BY c.number DESC"));
    }

    [Fact]
    public async Task A_query_of_one_partition_sees_only_that()
    {
        var container = await FilledAsync();
        Assert.Equal(["b", "c"], await Rows.IdsAsync(container, "SELECT * FROM c WHERE c.id > \"a\" ORDER BY c.id", partition: "q"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task Pages_hold_every_row_once(int pageSize)
    {
        var container = await FilledAsync();
        Assert.Equal(["a", "b", "c", "a", "b", "c"], await Rows.IdsAsync(container, "SELECT * FROM c ORDER BY c.pk, c.id", pageSize: pageSize));
        Assert.Equal(["c", "c", "b", "b", "a", "a"], await Rows.IdsAsync(container, "SELECT * FROM c ORDER BY c.number DESC", pageSize: pageSize));
    }

    [Fact]
    public async Task A_document_that_goes_between_two_pages_moves_no_other()
    {
        var container = await FilledAsync();
        using var pages = container.GetItemQueryIterator<Item>("SELECT * FROM c ORDER BY c.pk, c.id", requestOptions: new QueryRequestOptions { MaxItemCount = 2 });
        var first = await pages.ReadNextAsync();
        await container.DeleteItemAsync<Item>(first.First().id, new PartitionKey(first.First().pk));
        Assert.Equal(["c", "a"], (await pages.ReadNextAsync()).Select(item => item.id));
    }

    [Fact]
    public async Task Count_counts()
    {
        var container = await FilledAsync();
        Assert.Equal([6], await Rows.AllAsync<int>(container, new QueryDefinition("SELECT VALUE COUNT(1) FROM c")));
        Assert.Equal([3], await Rows.AllAsync<int>(container, new QueryDefinition("SELECT VALUE COUNT(1) FROM c WHERE c.pk = @pk").WithParameter("@pk", "q")));
    }

    [Theory]
    [InlineData("c.number = 2", 2)]
    [InlineData("c.number != 2", 4)]
    [InlineData("c.number < 2 OR c.number >= 3", 4)]
    [InlineData("NOT (c.number = 1) AND c.pk = 'p'", 2)]
    [InlineData("c.id IN ('a', 'c')", 4)]
    [InlineData("STARTSWITH(c.pk, 'q')", 3)]
    [InlineData("IS_DEFINED(c.ttl)", 0)]
    [InlineData("c.number = '2'", 0)]
    [InlineData("c['number'] = 2", 2)]
    [InlineData("c.missing.deeper = 2", 0)]
    public async Task Conditions_are_understood(string condition, int rows)
    {
        var container = await FilledAsync();
        Assert.Equal(rows, (await Rows.IdsAsync(container, $"SELECT * FROM c WHERE {condition}")).Length);
    }

    [Fact]
    public async Task ReadMany_finds_what_is_there()
    {
        var container = await FilledAsync();
        var found = await container.ReadManyItemsAsync<Item>([("a", new PartitionKey("p")), ("c", new PartitionKey("q")), ("nobody", new PartitionKey("p"))]);
        Assert.Equal(["a", "c"], found.Select(item => item.id).Order());
    }

    [Fact]
    public async Task A_query_that_is_not_understood_is_refused_with_a_reason()
    {
        var container = await FilledAsync();
        var error = await Assert.ThrowsAsync<CosmosException>(() => Rows.IdsAsync(container, "SELECT * FROM c JOIN d IN c.list"));
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Contains("FROM takes one name", error.Message, StringComparison.Ordinal);
    }

    private async Task<Container> FilledAsync()
    {
        var container = await fixture.ContainerAsync();
        foreach (var (id, pk, number) in new[] { ("c", "q", 3), ("a", "p", 1), ("b", "q", 2), ("a", "q", 1), ("c", "p", 3), ("b", "p", 2) })
            await container.CreateItemAsync(new Item(id, pk, number), new PartitionKey(pk));
        return container;
    }
}
