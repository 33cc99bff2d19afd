using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Replay.Rows;
using ServerlessIot.Steps.Rules;

namespace ServerlessIot.Steps.Replay;

/// <summary>Registers replays.</summary>
public static class ReplayServices
{
    /// <summary>Adds them. They need the archive (<see cref="ArchiveServices"/>), <see cref="ILogWriter"/>, <see cref="ILogReader"/>, <see cref="BooksStore"/>, AuditOptions, TopicNames and TimeProvider.</summary>
    /// <exception cref="InvalidOperationException">A setting is outside its range.</exception>
    public static IServiceCollection AddReplay(this IServiceCollection services, ReplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        services.AddSingleton(options);
        services.AddSingleton<ReplayJobs>();
        services.AddSingleton<ReplayRows>();
        services.AddSingleton<LiveLag>();
        services.TryAddSingleton<RuleBook>();
        services.AddSingleton<ReplayWorks>();
        services.AddSingleton<ReplayStep>();
        return services;
    }
}
