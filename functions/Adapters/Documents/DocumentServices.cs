using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Documents;

/// <summary>Registers the document store.</summary>
public static class DocumentServices
{
    /// <summary>Adds <see cref="IDocumentStore"/> on Cosmos DB by the settings of <see cref="CosmosOptions"/>. The account is first asked when a document is.</summary>
    public static IServiceCollection AddDocuments(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IDocumentStore>(provider =>
        {
            var options = CosmosOptions.From(configuration);
            return new CosmosDocumentStore(CosmosClientFactory.Create(options), options, provider.GetRequiredService<TimeProvider>());
        });
        return services;
    }
}
