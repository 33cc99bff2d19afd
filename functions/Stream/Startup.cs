using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Ingest;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Stream;

/// <summary>Services of the app: the steps that decide within a second.</summary>
public static class Startup
{
    /// <summary>Registers them; settings come from <paramref name="configuration"/>.</summary>
    public static void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogAndBlobs(configuration);
        services.AddOptionsOf<ValidateOptions>(configuration, "Validate");
        services.AddOptionsOf<AlertOptions>(configuration, "Alert");
        services.AddOptionsOf<IngestOptions>(configuration, "Ingest");
        services.AddSingleton<IngestStep>();
        services.AddSingleton<RuleBook>();
        services.AddSingleton<GroupBook>();
        services.AddStep<ValidateState, ValidateStep>();
        services.AddStep<AlertState, AlertStep>();
    }
}
