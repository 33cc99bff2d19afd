using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Access.Tokens;
using ServerlessIot.Ops.Api.Accesses;
using ServerlessIot.Ops.Api.Aggregates;
using ServerlessIot.Ops.Api.Alerts;
using ServerlessIot.Ops.Api.Audit;
using ServerlessIot.Ops.Api.Commands;
using ServerlessIot.Ops.Api.Devices;
using ServerlessIot.Ops.Api.Erasures;
using ServerlessIot.Ops.Api.Export;
using ServerlessIot.Ops.Api.Health;
using ServerlessIot.Ops.Api.History;
using ServerlessIot.Ops.Api.Quarantine;
using ServerlessIot.Ops.Api.Registry;
using ServerlessIot.Ops.Api.Registry.Groups;
using ServerlessIot.Ops.Api.Replays;
using ServerlessIot.Ops.Api.Restores;
using ServerlessIot.Ops.Api.Rules;
using ServerlessIot.Ops.Api.Search;
using ServerlessIot.Ops.Api.Statistics;
using ServerlessIot.Ops.Api.Trajectory;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Rules.Trials;
using ServerlessIot.Steps.Ticking;

namespace ServerlessIot.Ops.Api;

/// <summary>Registers the API's handlers.</summary>
public static class ApiServices
{
    /// <summary>Adds them. They need <see cref="IDocumentStore"/>, <see cref="IHistory"/>, <see cref="IArchiveSearch"/>, RestoreStep, ReplayJobs, ReplayOptions, EraseStep, CommandDesk, AccessLog, AccessLogReader, <see cref="ILogReader"/>, <see cref="ILogWriter"/>, <see cref="IBlobStore"/> and TopicNames.</summary>
    /// <exception cref="InvalidOperationException">The settings of who may call are not acceptable.</exception>
    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        var options = configuration.GetSection("Api").Get<ApiOptions>() ?? new ApiOptions();
        if (options.TakesTokens) services.AddTokens(options);
        else services.AddSingleton<IApiAccess>(new KeyAccess(options.Key, inAzure: !string.IsNullOrEmpty(configuration["WEBSITE_SITE_NAME"])));
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<AccessNotes>();
        services.AddSingleton<AccessLogHandler>();
        services.AddSingleton<ApiGuard>();
        services.AddSingleton<DeviceHandler>();
        services.AddRegistry();
        services.AddSingleton<RegistrationHandler>();
        services.AddSingleton<BulkHandler>();
        services.AddSingleton<RegistryListHandler>();
        services.AddSingleton<GroupHandler>();
        services.AddSingleton<HistoryHandler>();
        services.AddSingleton<TrajectoryHandler>();
        services.AddSingleton<StatisticsHandler>();
        services.AddSingleton<TenantStatisticsHandler>();
        services.AddSingleton<ExportHandler>();
        services.AddSingleton<SearchHandler>();
        services.AddSingleton<RestoreHandler>();
        services.AddSingleton<ReplayHandler>();
        services.AddSingleton<ErasureHandler>();
        services.AddSingleton<AggregateHandler>();
        services.AddSingleton<AlertHandler>();
        services.TryAddSingleton<RuleBook>();
        services.TryAddSingleton<GroupBook>();
        services.TryAddSingleton<TickStep>();
        services.AddSingleton<RuleHandler>();
        services.AddSingleton<RuleTrials>();
        services.AddSingleton<DryRunHandler>();
        services.AddSingleton<CommandHandler>();
        services.AddSingleton<QuarantineHandler>();
        services.AddSingleton<HealthHandler>();
        services.AddSingleton(configuration.GetSection("Audit").Get<AuditOptions>() ?? new AuditOptions());
        services.AddSingleton<BooksStore>();
        services.AddSingleton<AuditHandler>();
        return services;
    }
}
