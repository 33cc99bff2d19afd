using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ServerlessIot.Simulator.Sending;

namespace ServerlessIot.Simulator.Options;

/// <summary>The command line.</summary>
internal sealed class SimulatorCommand
{
    private readonly Option<string> _host = new("--host") { Description = "Host of the MQTT endpoint.", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int> _port = new("--port") { Description = "Port of the MQTT endpoint.", DefaultValueFactory = _ => 1883 };
    private readonly Option<string?> _user = new("--user") { Description = "User name; without it devices connect anonymously." };
    private readonly Option<string?> _password = new("--password") { Description = "Password of the user." };
    private readonly Option<MqttLevel> _protocol = new("--protocol") { Description = "3.1.1 or 5.", DefaultValueFactory = _ => MqttLevel.V5, CustomParser = ReadProtocol };
    private readonly Option<int> _devices = new("--devices") { Description = "Number of devices.", DefaultValueFactory = _ => 100 };
    private readonly Option<double> _rate = new("--rate") { Description = "Messages a second over all devices, or max.", DefaultValueFactory = _ => 100, CustomParser = ReadNumberOrMax };
    private readonly Option<TimeSpan?> _for = new("--for") { Description = "How long to publish, such as 60s or 5m; without it until Ctrl-C.", CustomParser = result => ReadDuration(result) };
    private readonly Option<TimeSpan> _drain = new("--drain") { Description = "Longest wait for acknowledgements after publishing.", DefaultValueFactory = _ => TimeSpan.FromSeconds(120), CustomParser = ReadDuration };
    private readonly Option<FleetMix> _mix = new("--mix") { Description = "Which devices: numbers first, then shares of the rest. Default: sensors=6,factory=60%,vehicles=40%.", DefaultValueFactory = _ => FleetMix.Default, CustomParser = ReadMix };
    private readonly Option<int?> _seed = new("--seed") { Description = "Start of all chance, and part of the sensors' event ids; without it every run differs." };
    private readonly Option<int> _window = new("--window") { Description = "Messages a device may have without acknowledgement.", DefaultValueFactory = _ => 20 };
    private readonly Option<int?> _connections = new("--connections") { Description = "Most connections of the lean sender; devices share them. Without it every device has its own." };
    private readonly Option<ClientKind> _client = new("--client") { Description = "auto: MQTTnet for the sensors and small fleets, the lean sender for the rest.", DefaultValueFactory = _ => ClientKind.Auto };
    private readonly Option<double> _duplicates = new("--duplicates") { Description = "Share of messages, 0 to 1, that repeat the latest reading as a new PUBLISH." };
    private readonly Option<double> _invalid = new("--invalid") { Description = "Share of messages, 0 to 1, with a broken payload." };
    private readonly Option<string?> _ledger = new("--ledger") { Description = "File for the books: published and acknowledged, per device." };
    private readonly Option<string> _tenant = new("--tenant") { Description = "Tenant of all devices.", DefaultValueFactory = _ => "demo" };
    private readonly Option<string?> _csv = new("--csv") { Description = "Replay this series (header timestamp,value) as one device instead of a fleet." };
    private readonly Option<string> _type = new("--type") { Description = "With --csv: sensor type.", DefaultValueFactory = _ => "temperature" };
    private readonly Option<string?> _unit = new("--unit") { Description = "With --csv: unit of the values; values are never converted." };
    private readonly Option<string?> _device = new("--device") { Description = "With --csv: device id; without it the file's name." };
    private readonly Option<double> _speed = new("--speed") { Description = "With --csv: 1 is real time, 60 an hour a minute; max is as fast as acknowledgements come.", DefaultValueFactory = _ => double.PositiveInfinity, CustomParser = ReadNumberOrMax };

    /// <summary>The command; <paramref name="run"/> gets what was typed, read but not checked: see <see cref="OptionsCheck"/>.</summary>
    public RootCommand Build(Func<SimulatorOptions, Task<int>> run)
    {
        var command = new RootCommand(
            "Simulates device fleets over MQTT: six sensors, a factory, a vehicle fleet; or replays a series. " +
            "Prints 'ready', then a line of JSON a second. Exit codes: 0 all acknowledged, 1 wrong options, 2 unusable input, 3 messages remain without acknowledgement.")
        {
            _host, _port, _user, _password, _protocol, _devices, _rate, _for, _drain, _mix, _seed, _window, _connections, _client,
            _duplicates, _invalid, _ledger, _tenant, _csv, _type, _unit, _device, _speed
        };
        command.SetAction((result, _) => run(Read(result)));
        return command;
    }

    private SimulatorOptions Read(ParseResult result) => new()
    {
        Host = result.GetValue(_host)!,
        Port = result.GetValue(_port),
        User = result.GetValue(_user),
        Password = result.GetValue(_password),
        Protocol = result.GetValue(_protocol),
        Devices = result.GetValue(_devices),
        Rate = result.GetValue(_rate),
        For = result.GetValue(_for),
        Drain = result.GetValue(_drain),
        Mix = result.GetValue(_mix)!,
        Seed = result.GetValue(_seed),
        Window = result.GetValue(_window),
        Connections = result.GetValue(_connections),
        Client = result.GetValue(_client),
        Duplicates = result.GetValue(_duplicates),
        Invalid = result.GetValue(_invalid),
        Ledger = result.GetValue(_ledger),
        Tenant = result.GetValue(_tenant)!,
        Csv = result.GetValue(_csv),
        Type = result.GetValue(_type)!,
        Unit = result.GetValue(_unit),
        Device = result.GetValue(_device),
        Speed = result.GetValue(_speed)
    };

    private static MqttLevel ReadProtocol(ArgumentResult result) => Token(result) switch
    {
        "3.1.1" => MqttLevel.V311,
        "5" or "5.0" => MqttLevel.V5,
        var other => Fail<MqttLevel>(result, $"--protocol: 3.1.1 or 5 expected, not '{other}'.")
    };

    private static double ReadNumberOrMax(ArgumentResult result)
    {
        var text = Token(result);
        if (text == "max")
            return double.PositiveInfinity;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : Fail<double>(result, $"a number or max expected, not '{text}'.");
    }

    private static TimeSpan ReadDuration(ArgumentResult result) => Try(result, Duration.Parse);

    private static FleetMix ReadMix(ArgumentResult result) => Try(result, FleetMix.Parse)!;

    private static T? Try<T>(ArgumentResult result, Func<string, T> parse)
    {
        try
        {
            return parse(Token(result));
        }
        catch (FormatException exception)
        {
            return Fail<T>(result, exception.Message);
        }
    }

    private static string Token(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[0].Value : "";

    private static T? Fail<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
