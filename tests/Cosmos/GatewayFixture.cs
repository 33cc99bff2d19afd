using Microsoft.Azure.Cosmos;

namespace ServerlessIot.Cosmos.Tests;

/// <summary>One gateway for the tests of a class; each takes a container of its own.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private int containers;
    private Database? database;

    public GatewayProcess Gateway { get; private set; } = null!;

    public CosmosClient Client { get; private set; } = null!;

    public static CosmosClient Connect(GatewayProcess gateway) => new(gateway.ConnectionString, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });

    public async Task InitializeAsync()
    {
        Gateway = await GatewayProcess.StartAsync();
        Client = Connect(Gateway);
        database = await Client.CreateDatabaseIfNotExistsAsync("test");
    }

    public async Task<Container> ContainerAsync(int? timeToLive = null) =>
        await database!.CreateContainerAsync(new ContainerProperties($"c{Interlocked.Increment(ref containers)}", "/pk") { DefaultTimeToLive = timeToLive });

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Gateway.DisposeAsync();
    }
}
