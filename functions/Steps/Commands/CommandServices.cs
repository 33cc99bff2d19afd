using Microsoft.Extensions.DependencyInjection;

namespace ServerlessIot.Steps.Commands;

/// <summary>Registers what commands take.</summary>
public static class CommandServices
{
    /// <summary>Adds <see cref="CommandDesk"/> and <see cref="CommandSweep"/>. They need IDocumentStore, ILogWriter, IGroupProgress, TopicNames, TimeProvider and logging.</summary>
    /// <exception cref="InvalidOperationException">A setting is out of its range.</exception>
    public static IServiceCollection AddCommands(this IServiceCollection services, CommandOptions options)
    {
        options.Check();
        services.AddSingleton(options);
        services.AddSingleton<CommandTeller>();
        services.AddSingleton<CommandDesk>();
        services.AddSingleton<ReplyProgress>();
        services.AddSingleton<CommandSweep>();
        return services;
    }
}
