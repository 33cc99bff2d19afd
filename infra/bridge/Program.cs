using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using ServerlessIot.Adapters.Telemetry;
using ServerlessIot.Bridge.CommandLine;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge;

/// <summary>The bridge as a process: settings from the environment or as <c>--Section:Name=value</c>, <c>ready 127.0.0.1:PORT</c> on stdout, logs on stderr.</summary>
internal static class Program
{
    // Read once, when the first socket is made. Thousands of connections with a few messages a second each: handing every one of them to
    // another thread costs more than its work, and nothing that runs on these threads ever blocks.
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private static async Task<int> Main(string[] args)
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null) Environment.SetEnvironmentVariable(InlineCompletions, "1");
        if (BridgeTool.IsMeant(args))
            return await BridgeTool.RunAsync(args, TimeProvider.System);
        BridgeOptions options;
        try
        {
            options = BridgeSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine([.. args.Where(a => a.StartsWith("--", StringComparison.Ordinal))]).Build());
        }
        catch (SettingException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        if (args is ["healthcheck", ..])
            return await HealthCheckCommand.RunAsync(options);
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var loggers = LoggerFactory.Create(logging => logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(console => console.SingleLine = true));
        using var telemetry = TelemetryExport.Start("bridge");
        try
        {
            await using var server = await BridgeServer.StartAsync(options, TimeProvider.System, loggers);
            var address = options.Bind.Equals(IPAddress.Any) ? IPAddress.Loopback : options.Bind;
            Console.WriteLine($"ready {address}:{server.Port}");
            await stop.Task;
        }
        catch (SettingException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        return 0;

        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }
}
