using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using ServerlessIot.Adapters.Telemetry;

namespace ServerlessIot.Host;

/// <summary>The local function host: runs function apps on a laptop as Azure runs them.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            return await RunAsync(HostOptions.Parse(args));
        }
        catch (HostStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            if (e.InnerException is not null) await Console.Error.WriteLineAsync(e.InnerException.ToString());
            return 1;
        }
    }

    private static async Task<int> RunAsync(HostOptions options)
    {
        // The content root is watched for changes: not the folder of whoever starts it, where logs grow.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        // Standard output says only "ready".
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));

        // All apps share the process, and with it the meter: it is sent once.
        using var telemetry = TelemetryExport.Start("functions");
        await using WebApplication web = builder.Build();
        bool died = false;
        await using var functions = new FunctionHost(options, builder.Configuration, TimeProvider.System, web.Services.GetRequiredService<ILoggerFactory>(), () =>
        {
            died = true;
            web.Lifetime.StopApplication();
        });
        web.MapGet("/admin/status", () => Results.Json(functions.Status));
        await functions.LoadAsync(web, CancellationToken.None);
        await ListenAsync(web, options.Port);
        await functions.StartAsync(CancellationToken.None);
        string address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine($"ready {new Uri(address).Authority}");

        Task stopped = Task.CompletedTask;
        web.Lifetime.ApplicationStopping.Register(() => stopped = functions.StopAsync());
        await web.WaitForShutdownAsync();
        await stopped;
        return died ? 1 : 0;
    }

    private static async Task ListenAsync(WebApplication web, int port)
    {
        try
        {
            await web.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new HostStartException($"Port {port} is in use; give another one with --port.");
        }
    }
}
