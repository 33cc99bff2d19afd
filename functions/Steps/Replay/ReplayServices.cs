using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Replay.Redrive;
using ServerlessIot.Steps.Replay.Rows;
using ServerlessIot.Steps.Restore;

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
        services.AddSingleton(New);
        return services;
    }

    private static ReplayStep New(IServiceProvider provider)
    {
        var (log, topics, options) = (provider.GetRequiredService<ILogWriter>(), provider.GetRequiredService<TopicNames>(), provider.GetRequiredService<ReplayOptions>());
        var rows = provider.GetRequiredService<ReplayRows>();
        return new ReplayStep(
            provider.GetRequiredService<ReplayJobs>(),
            [new ArchiveReplay(rows, log, topics, options), new QuarantineReplay(provider.GetRequiredService<ILogReader>(), log, topics, options)],
            provider.GetRequiredService<LiveLag>(),
            provider.GetRequiredService<RestoreStep>(),
            provider.GetRequiredService<IArchiveBlobs>(),
            log,
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReplayStep>>());
    }
}
