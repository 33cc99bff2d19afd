using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Builds a function app. In this stand-in the app only says where it can run.</summary>
public class FunctionsApplicationBuilder
{
    private readonly HostApplicationBuilder _builder;

    internal FunctionsApplicationBuilder(string[]? args)
    {
        _builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { Args = args, DisableDefaults = true });
        _builder.Configuration.AddEnvironmentVariables();
        _builder.Services.AddHostedService<LocalHostNotice>();
    }

    /// <summary>Settings of the app.</summary>
    public ConfigurationManager Configuration => _builder.Configuration;

    /// <summary>The environment that the app runs in.</summary>
    public IHostEnvironment Environment => _builder.Environment;

    /// <summary>Logging of the app.</summary>
    public ILoggingBuilder Logging => _builder.Logging;

    /// <summary>Services of the app.</summary>
    public IServiceCollection Services => _builder.Services;

    /// <summary>Builds the app.</summary>
    public IHost Build() => _builder.Build();
}
