using Microsoft.Extensions.DependencyInjection;

namespace ServerlessIot.Steps.Registry;

/// <summary>Registers the device registry.</summary>
public static class RegistryServices
{
    /// <summary>Adds it. It needs <see cref="Ports.IDocumentStore"/>, <see cref="Ports.IBlobStore"/>, <see cref="Ports.ILogWriter"/>, <see cref="Rules.GroupBook"/> and <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddRegistry(this IServiceCollection services) => services
        .AddSingleton<RegistrationTeller>()
        .AddSingleton<OutOfServiceBook>()
        .AddSingleton<DeviceRegistry>()
        .AddSingleton<BulkRegistration>()
        .AddSingleton<DeviceGroups>()
        .AddSingleton<RegistryReader>();
}
