using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Steps.Compact;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Tier;

namespace ServerlessIot.Steps.Archive;

/// <summary>Registers the archive's readers and functions.</summary>
public static class ArchiveServices
{
    /// <summary>Adds them. They need <see cref="IArchiveBlobs"/>, <see cref="ILogWriter"/>, AccessLog, KeyRings, TopicNames and TimeProvider.</summary>
    /// <exception cref="InvalidOperationException">A setting is outside its range.</exception>
    public static IServiceCollection AddArchive(this IServiceCollection services, ArchiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        services.AddSingleton(options);
        services.AddSingleton<ManifestReader>();
        services.AddSingleton<SegmentStore>();
        services.AddSingleton<PartitionArchive>();
        services.AddSingleton<ManifestEditor>();
        services.AddSingleton<SegmentMerger>();
        services.AddSingleton<SegmentTrimmer>();
        services.AddSingleton<ArchiveSweeper>();
        services.AddSingleton<ArchiveLog>();
        services.AddSingleton<ArchiveWork>();
        services.AddSingleton<RestoreStep>();
        services.AddSingleton<CompactStep>();
        services.AddSingleton<TierWarmStep>();
        services.AddSingleton<JournalSweeper>();
        services.AddSingleton<ArchiveExpiry>();
        services.AddSingleton<TierColdStep>();
        services.AddSingleton<ArchiveHistory>();
        services.AddSingleton<IHistory>(provider => provider.GetRequiredService<ArchiveHistory>());
        services.AddSingleton<ArchiveSearch>();
        services.AddSingleton<IArchiveSearch>(provider => provider.GetRequiredService<ArchiveSearch>());
        return services;
    }
}
