using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Documents;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Adapters.Notify;
using ServerlessIot.Steps.Reply;

namespace ServerlessIot.React;

/// <summary>Services of the app: what reacts to one record at once.</summary>
public static class Startup
{
    /// <summary>Registers them; settings come from <paramref name="configuration"/>.</summary>
    public static void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogAndBlobs(configuration);
        services.AddDocuments(configuration);
        services.AddNotify(configuration);
        services.AddOptionsOf<ReplyOptions>(configuration, "Reply");
        services.AddSingleton<ReplyStep>();
    }
}
