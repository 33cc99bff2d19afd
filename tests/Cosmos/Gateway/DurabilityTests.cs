using System.Collections.Concurrent;
using System.Text;
using Microsoft.Azure.Cosmos;

namespace ServerlessIot.Cosmos.Tests.Gateway;

public sealed class DurabilityTests
{
    [Theory]
    [InlineData("134217728")]
    [InlineData("5000")] // compacts every few dozen writes
    public async Task What_was_acknowledged_survives_kill_9_under_load(string compactBytes)
    {
        await using var gateway = await GatewayProcess.StartAsync("--compact-bytes", compactBytes);
        using var client = GatewayFixture.Connect(gateway);
        var container = await CreateAsync(client);
        var acknowledged = new ConcurrentDictionary<string, int>();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var writers = Enumerable.Range(0, 8).Select(writer => WriteAsync(container, writer, acknowledged, stop.Token)).ToArray();
        await Eventually.TrueAsync(() => Task.FromResult(acknowledged.Values.Sum() > 400));
        await gateway.KillAsync();
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        Assert.Equal(compactBytes == "5000", new FileInfo(gateway.LogFile).Length < 60_000); // more than 400 writes of 350 bytes

        await gateway.StartAgainAsync();
        using var again = GatewayFixture.Connect(gateway);
        foreach (var (id, number) in acknowledged)
            Assert.InRange((await again.GetContainer("test", "c").ReadItemAsync<Item>(id, new PartitionKey(id))).Resource.number, number, int.MaxValue);
    }

    [Fact]
    public async Task A_torn_tail_is_cut_off_and_the_rest_is_there()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        await WriteThreeAsync(gateway);
        await gateway.KillAsync();
        await using (var file = new FileStream(gateway.LogFile, FileMode.Append)) await file.WriteAsync(Encoding.UTF8.GetBytes("{\"o\":\"put\",\"c\":\"AAA"));

        await gateway.StartAgainAsync();
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Errors.Contains("torn tail", StringComparison.Ordinal)));
        using var client = GatewayFixture.Connect(gateway);
        Assert.Equal(["a", "b", "c"], await Rows.IdsAsync(client.GetContainer("test", "c"), "SELECT * FROM c ORDER BY c.id"));
    }

    [Fact]
    public async Task Damage_in_the_middle_is_no_torn_tail_and_is_not_started_over()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        await WriteThreeAsync(gateway);
        await gateway.KillAsync();
        var lines = await File.ReadAllLinesAsync(gateway.LogFile);
        lines[^2] = lines[^2][..20];
        await File.WriteAllLinesAsync(gateway.LogFile, lines);

        Assert.NotEqual(0, await gateway.TryStartAsync());
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Errors.Contains("is damaged at byte", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_restart_compacts_the_log_and_keeps_deletions_and_ETags()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        string etag;
        using (var client = GatewayFixture.Connect(gateway))
        {
            var container = await CreateAsync(client);
            for (var i = 0; i < 50; i++) await container.UpsertItemAsync(new Item("a", "p", i), new PartitionKey("p"));
            await container.CreateItemAsync(new Item("b", "p", 1), new PartitionKey("p"));
            await container.DeleteItemAsync<Item>("b", new PartitionKey("p"));
            etag = (await container.ReadItemAsync<Item>("a", new PartitionKey("p"))).ETag;
        }

        var before = new FileInfo(gateway.LogFile).Length;
        await gateway.KillAsync();
        await gateway.StartAgainAsync();
        Assert.InRange(new FileInfo(gateway.LogFile).Length, 1, before / 5);
        using var again = GatewayFixture.Connect(gateway);
        Assert.Equal(["a"], await Rows.IdsAsync(again.GetContainer("test", "c"), "SELECT * FROM c"));
        var read = await again.GetContainer("test", "c").ReadItemAsync<Item>("a", new PartitionKey("p"));
        Assert.Equal((49, etag), (read.Resource.number, read.ETag));
    }

    [Fact]
    public async Task Two_gateways_do_not_share_a_directory()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        Assert.Equal(1, await gateway.TryStartAsync());
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Errors.Contains("already", StringComparison.Ordinal)));
    }

    private static async Task WriteAsync(Container container, int writer, ConcurrentDictionary<string, int> acknowledged, CancellationToken stop)
    {
        try
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                await container.UpsertItemAsync(new Item($"w{writer}", $"w{writer}", i), new PartitionKey($"w{writer}"), cancellationToken: stop);
                acknowledged[$"w{writer}"] = i;
            }
        }
        catch (Exception error) when (error is CosmosException or HttpRequestException or OperationCanceledException)
        {
            // The gateway was killed: this write was not acknowledged, and nothing is promised about it.
        }
    }

    private static async Task WriteThreeAsync(GatewayProcess gateway)
    {
        using var client = GatewayFixture.Connect(gateway);
        var container = await CreateAsync(client);
        foreach (var id in new[] { "a", "b", "c" }) await container.CreateItemAsync(new Item(id, "p", 1), new PartitionKey("p"));
    }

    private static async Task<Container> CreateAsync(CosmosClient client)
    {
        Database database = await client.CreateDatabaseIfNotExistsAsync("test");
        return await database.CreateContainerIfNotExistsAsync(new ContainerProperties("c", "/pk"));
    }
}
