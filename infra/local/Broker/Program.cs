using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ServerlessIot.Broker;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (CommandLine.Parse(args, out var problem) is not { } options)
        {
            await Console.Error.WriteLineAsync(problem);
            await Console.Error.WriteLineAsync(CommandLine.Usage);
            return 2;
        }

        using var logs = LoggerFactory.Create(static logging => logging.AddSimpleConsole().AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var stop = new TaskCompletionSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await using var broker = await KafkaBroker.StartAsync(options, logs.CreateLogger("ServerlessIot.Broker"));
            await Console.Out.WriteLineAsync($"ready {broker.BootstrapServers}");
            await stop.Task;
            return 0;
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"cannot start on port {options.Port} with folder {options.Directory}: {e.Message}");
            return 1;
        }
    }
}
