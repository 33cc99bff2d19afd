using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Steps.Erase;

/// <summary>Registers what erases devices' data.</summary>
public static class EraseServices
{
    /// <summary>Adds it. It needs <see cref="ArchiveServices.AddArchive"/>, <see cref="RegistryServices.AddRegistry"/> and <see cref="IDocumentStore"/>.</summary>
    /// <exception cref="InvalidOperationException">A setting is outside its range.</exception>
    public static IServiceCollection AddErase(this IServiceCollection services, EraseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        services.AddSingleton(options);
        services.AddSingleton<EraseLog>();
        services.AddSingleton<EraseJobs>();
        services.AddSingleton<DocumentEraser>();
        services.AddSingleton<PartitionEraser>();
        services.AddSingleton<EraseStep>();
        return services;
    }
}
