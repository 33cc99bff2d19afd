using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Documents;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Cosmos.Tests.Documents;

/// <summary>The document store as the apps register it, on a gateway of its own.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    private ServiceProvider? services;

    public GatewayProcess Gateway { get; private set; } = null!;

    public IDocumentStore Store { get; private set; } = null!;

    public static ServiceProvider Services(string connectionString, params (string Name, string Value)[] settings)
    {
        var values = settings.Append(("Cosmos:ConnectionString", connectionString)).ToDictionary(item => item.Item1, item => (string?)item.Item2);
        return new ServiceCollection().AddDocuments(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).BuildServiceProvider();
    }

    public async Task InitializeAsync()
    {
        Gateway = await GatewayProcess.StartAsync();
        services = Services(Gateway.ConnectionString);
        Store = services.GetRequiredService<IDocumentStore>();
    }

    public async Task DisposeAsync()
    {
        await services!.DisposeAsync();
        await Gateway.DisposeAsync();
    }
}
