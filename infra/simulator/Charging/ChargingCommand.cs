using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using ServerlessIot.Simulator.Running;
using ServerlessIot.Simulator.Sending;

namespace ServerlessIot.Simulator.Charging;

/// <summary><c>simulator charging</c>: the charging service as an example of a device that answers commands. Prints <c>ready</c> at each subscription.</summary>
internal static class ChargingCommand
{
    public static Command Build()
    {
        var host = new Option<string>("--host") { Description = "Host of the MQTT endpoint.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "Port of the MQTT endpoint.", DefaultValueFactory = _ => 1883 };
        var user = new Option<string?>("--user") { Description = "User name; without it the service connects anonymously." };
        var password = new Option<string?>("--password") { Description = "Password of the user." };
        var client = new Option<string>("--client") { Description = "Client id: the device that commands are sent to.", DefaultValueFactory = _ => "charging" };
        var points = new Option<string>("--points") { Description = "Charge points, separated by commas.", DefaultValueFactory = _ => "cp-1,cp-2" };
        var journal = new Option<string>("--journal") { Description = "File of its decisions; it goes on where the file ends.", Required = true };
        var command = new Command("charging", "Answers available_cps_request, charge_request, stop_charging_request and charging_completed. A session is billed once, however often its completion comes.")
        {
            host, port, user, password, client, points, journal
        };
        command.SetAction((result, _) => RunAsync(
            new BrokerAddress(result.GetValue(host)!, result.GetValue(port), result.GetValue(user), result.GetValue(password), MqttLevel.V5),
            result.GetValue(client)!, result.GetValue(points)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), result.GetValue(journal)!));
        return command;
    }

    private static async Task<int> RunAsync(BrokerAddress address, string client, string[] points, string file)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(new StandardErrorLog(LogLevel.Information)));
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            using var journal = new ChargingJournal(file);
            var device = new ChargingDevice(new ChargingService(points, journal), address, client, TimeProvider.System, new Random(Environment.ProcessId), logs.CreateLogger("ServerlessIot.Simulator"));
            await device.RunAsync(() => Console.Out.WriteLine("ready"), stop.Token);
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.BadInput;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
