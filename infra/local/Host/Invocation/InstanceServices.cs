using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessIot.Host.Apps;

namespace ServerlessIot.Host.Invocation;

/// <summary>
/// The services of one instance. In Azure every instance is a process of its own, so nothing is shared between two of them here either.
/// </summary>
internal sealed class InstanceServices : IAsyncDisposable
{
    private readonly IHost _host;

    private InstanceServices(IHost host) => _host = host;

    /// <summary>What functions take by constructor.</summary>
    public IServiceProvider Provider => _host.Services;

    /// <summary>Builds the app's services and starts its hosted ones.</summary>
    /// <exception cref="HostStartException">The app's Startup failed.</exception>
    public static async Task<InstanceServices> StartAsync(
        FunctionApp app, IConfiguration settings, ILoggerFactory loggers, Action<IServiceCollection>? more, CancellationToken cancellation)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = app.Name });
        builder.Configuration.AddConfiguration(settings);
        builder.Logging.AddProvider(new ForwardingLoggers(loggers));
        builder.Services.AddSingleton<IHostLifetime, InstanceLifetime>();
        more?.Invoke(builder.Services);
        try
        {
            app.ConfigureServices(builder.Services, builder.Configuration);
            IHost host = builder.Build();
            await host.StartAsync(cancellation);
            return new InstanceServices(host);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new HostStartException($"App {app.Name} does not start: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else _host.Dispose();
    }
}
