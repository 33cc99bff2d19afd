using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Documents;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Steps.Aggregate;
using ServerlessIot.Steps.Documents;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Track;
using ServerlessIot.Steps.Windows;

namespace ServerlessIot.Persist;

/// <summary>Services of the app: the steps that write large batches.</summary>
public static class Startup
{
    /// <summary>Registers them; settings come from <paramref name="configuration"/>.</summary>
    public static void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogAndBlobs(configuration);
        services.AddDocuments(configuration);
        services.AddOptionsOf<AggregateOptions>(configuration, "Aggregate");
        services.AddOptionsOf<TrackOptions>(configuration, "Track");
        services.AddSingleton<DocumentWriter>();
        services.AddSingleton<WindowsStep>();
        services.AddStep<AggregateState, AggregateStep>();
        services.AddStep<StoreState, StoreStep>();
        services.AddStep<TrackState, TrackStep>();
    }
}
