using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Adapters.Kafka;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Residency;
using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Adapters.Functions;

/// <summary>Registers the ports on Kafka and blobs, and the journaled steps.</summary>
public static class StepRegistration
{
    /// <summary>The log (section <c>Kafka</c>, <c>Topics</c>) and the blobs (section <c>Storage</c>). Every step gets a producer of its own.</summary>
    public static IServiceCollection AddLogAndBlobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsOf<TopicNames>(configuration, "Topics");
        services.AddOptionsOf<KafkaSettings>(configuration, "Kafka");
        var regions = configuration.GetSection("Regions").Get<TenantRegions>() ?? TenantRegions.None;
        regions.Check();
        services.AddSingleton(regions);
        services.AddSingleton((configuration.GetSection("Storage").Get<BlobSettings>() ?? new BlobSettings()).In(regions.Here));
        services.AddTransient<ILogWriter, KafkaLogWriter>();
        services.AddSingleton<ILogReader, KafkaLogReader>();
        services.AddSingleton<IGroupProgress, KafkaGroupProgress>();
        services.AddSingleton<IArchiveBlobs, AzureBlobStore>();
        services.AddSingleton<IBlobStore>(provider => provider.GetRequiredService<IArchiveBlobs>());
        return services;
    }

    /// <summary>The keys of the archive (section <c>Keys</c>), for who reads it. Needs <see cref="AddLogAndBlobs"/>.</summary>
    public static IServiceCollection AddKeyRings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsOf<KeySettings>(configuration, "Keys");
        return services.AddSingleton(provider => new KeyRings(
            new AzureBlobStore(provider.GetRequiredService<BlobSettings>() with { Container = provider.GetRequiredService<KeySettings>().Container }), provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Who read, changed or deleted what, in a container of its own. Needs <see cref="AddLogAndBlobs"/>.</summary>
    public static IServiceCollection AddAccessLog(this IServiceCollection services)
    {
        services.AddSingleton(provider => new AccessLog(Container(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new AccessLogReader(Container(provider), provider.GetRequiredService<TimeProvider>()));
        return services;

        static AzureBlobStore Container(IServiceProvider provider)
        {
            var settings = provider.GetRequiredService<BlobSettings>();
            return new AzureBlobStore(settings with { Container = settings.AccessContainer });
        }
    }

    /// <summary>A journaled step with its settings.</summary>
    public static IServiceCollection AddStep<TState, TDecider>(this IServiceCollection services)
        where TState : class
        where TDecider : class, IDecider<TState>
    {
        services.AddSingleton<IDecider<TState>, TDecider>();
        services.AddSingleton<StepRunner<TState>>();
        return services;
    }

    /// <summary>A settings record, bound from a section; members that the section does not set keep their defaults.</summary>
    public static IServiceCollection AddOptionsOf<T>(this IServiceCollection services, IConfiguration configuration, string section) where T : class, new() =>
        services.AddSingleton(configuration.GetSection(section).Get<T>() ?? new T());
}
