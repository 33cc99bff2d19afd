using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Documents;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Adapters.Notify;
using ServerlessIot.Ops.Api;
using ServerlessIot.Steps.Aggregate;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Erase;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Track;

namespace ServerlessIot.Ops;

/// <summary>Services of the app: timers and the HTTP API.</summary>
public static class Startup
{
    /// <summary>Registers them; settings come from <paramref name="configuration"/>.</summary>
    public static void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogAndBlobs(configuration);
        services.AddKeyRings(configuration);
        services.AddAccessLog();
        services.AddDocuments(configuration);
        services.AddNotify(configuration);
        services.AddApi(configuration);
        services.AddArchive(configuration.GetSection("Archive").Get<ArchiveOptions>() ?? new ArchiveOptions());
        // What a rebuild decides with; the same as the steps have in their apps.
        services.AddOptionsOf<AggregateOptions>(configuration, "Aggregate");
        services.AddOptionsOf<AlertOptions>(configuration, "Alert");
        services.AddOptionsOf<TrackOptions>(configuration, "Track");
        services.AddReplay(configuration.GetSection("Replay").Get<ReplayOptions>() ?? new ReplayOptions());
        services.AddErase(configuration.GetSection("Erase").Get<EraseOptions>() ?? new EraseOptions());
        services.AddSingleton<AuditStep>();
    }
}
