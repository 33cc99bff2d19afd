using Microsoft.Azure.Cosmos;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Documents;

/// <summary>The containers: how long their documents live and what their indexes allow. bicep/modules declares the same for Azure.</summary>
internal static class CosmosContainers
{
    private const int Never = -1;
    private const int Day = 24 * 60 * 60;

    /// <summary>Default time to live by container, seconds; −1 = for ever unless a document says otherwise.</summary>
    private static readonly Dictionary<string, int> TimeToLive = new()
    {
        [Containers.Registry] = Never,
        [Containers.Twins] = Never,
        [Containers.Alerts] = 365 * Day,
        [Containers.Notices] = 1 * Day,
        [Containers.Commands] = 30 * Day,
        [Containers.Windows] = 30 * Day,
    };

    /// <summary>Creates the database and the containers that are missing.</summary>
    public static async Task CreateAsync(CosmosClient client, string database, CancellationToken cancellationToken)
    {
        Database created = await client.CreateDatabaseIfNotExistsAsync(database, cancellationToken: cancellationToken).ConfigureAwait(false);
        foreach (var name in TimeToLive.Keys)
            await created.CreateContainerIfNotExistsAsync(Describe(name), cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    internal static ContainerProperties Describe(string name)
    {
        var properties = new ContainerProperties(name, "/pk") { DefaultTimeToLive = TimeToLive[name] };
        // ORDER BY pk, id over all partitions needs a composite index; of the body only what queries filter by is indexed.
        properties.IndexingPolicy.CompositeIndexes.Add([new CompositePath { Path = "/pk" }, new CompositePath { Path = "/id" }]);
        properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/pk/?" });
        properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/body/state/?" });
        properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/body/delivery/?" });
        properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/body/due/?" });
        properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/body/slot/?" });
        properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/body/parent/?" });
        properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        return properties;
    }
}
