using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Documents;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Adapters.Notify;
using ServerlessIot.Ops.Api;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Erase;
using ServerlessIot.Steps.Ticking;

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
        services.AddErase(configuration.GetSection("Erase").Get<EraseOptions>() ?? new EraseOptions());
        services.AddSingleton<TickStep>();
        services.AddSingleton<AuditStep>();
    }
}
