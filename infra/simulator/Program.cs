using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using ServerlessIot.Simulator.Charging;
using ServerlessIot.Simulator.Options;
using ServerlessIot.Simulator.Running;

namespace ServerlessIot.Simulator;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        // Signals are this program's own: they begin the drain, which takes longer than the library would wait.
        var command = new SimulatorCommand().Build(RunAsync);
        command.Subcommands.Add(ChargingCommand.Build());
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static async Task<int> RunAsync(SimulatorOptions options)
    {
        if (OptionsCheck.FirstProblem(options) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return ExitCodes.WrongOptions;
        }
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(new StandardErrorLog(LogLevel.Information)));
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            return await new Simulation(options, TimeProvider.System, Console.Out, logs.CreateLogger("ServerlessIot.Simulator")).RunAsync(stop.Token);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException or SocketException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCodes.BadInput;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
