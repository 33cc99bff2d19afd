using ServerlessIot.Edition.Supervision;

namespace ServerlessIot.Edition.Running;

/// <summary>Starts the servers in the order of their dependencies. The supervisor stops them in the opposite one.</summary>
/// <param name="context">What is started.</param>
public sealed class Servers(EditionContext context)
{
    private const short BrokersDefault = -1;

    /// <summary>Starts stores and log, creates what must be there, then starts host and bridge.</summary>
    /// <exception cref="EditionException">One of them did not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (settings, catalog) = (context.Settings, context.Catalog);
        List<PartDefinition> stores = [];
        if (settings.UsesOwnBroker) stores.Add(catalog.Broker(context.Options.Partitions));
        if (settings.UsesOwnStorage) stores.Add(catalog.Azurite());
        if (settings.UsesOwnCosmos) stores.Add(catalog.Cosmos());
        await StartTogetherAsync(stores, cancellationToken);

        using (var access = Stores.Open(settings))
            await Topics.CreateAsync(access, context.Options.Partitions, settings.UsesOwnBroker ? (short)1 : BrokersDefault, cancellationToken);

        await BlobContainer.CreateAsync(settings, cancellationToken);
        await StartTogetherAsync([catalog.Host(), catalog.Bridge()], cancellationToken);
    }

    private Task<SupervisedPart[]> StartTogetherAsync(IEnumerable<PartDefinition> parts, CancellationToken cancellationToken) =>
        Task.WhenAll(parts.Select(part => context.Supervisor.StartAsync(part, cancellationToken)));
}
