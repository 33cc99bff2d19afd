using System.CommandLine;
using System.CommandLine.Parsing;
using ServerlessIot.Edition.Killing;

namespace ServerlessIot.Edition.Commands;

/// <summary>The options of <c>./run</c>.</summary>
public static class CommandLine
{
    private const string About = """
        The laptop edition: starts Azurite, a Cosmos gateway, a Kafka broker, the MQTT bridge, the function host with the four apps
        and a simulated fleet, and shows live figures until Ctrl-C.

        Examples:
          ./run                                         everything, until Ctrl-C; data is kept between starts
          ./run --no-fleet                              only the servers: publish with any MQTT client
          ./run --for 60s --rate 2000 --devices 500     a bounded run that ends with the books; exit code 0 only if nothing is lost, doubled or out of order
          ./run --for 30s --kill bridge:5s              the same, with the bridge killed (-9) every 5 s
          ./run --csv FILE --type temperature           replays a series and reads it back through the API

        A setting that is in the environment already (Kafka__BrokerList, Storage__ConnectionString, Cosmos__ConnectionString …) wins,
        and the local part that it replaces is left out.
        """;

    private static readonly Option<TimeSpan?> For = new("--for") { Description = "Run this long (60s, 5m), drain, print the books, end", CustomParser = Time, HelpName = "TIME" };
    private static readonly Option<int> Rate = new("--rate") { Description = "Messages a second of the whole fleet", DefaultValueFactory = _ => 200 };
    private static readonly Option<int> Devices = new("--devices") { Description = "Devices in the fleet", DefaultValueFactory = _ => 50 };
    private static readonly Option<int> Window = new("--window") { Description = "Messages that a device may have without acknowledgement, 1 to 1,000", DefaultValueFactory = _ => 20 };
    private static readonly Option<string?> Csv = new("--csv") { Description = "Replay this series (timestamp,value) as one device, then read it back and compare", HelpName = "FILE" };
    private static readonly Option<string> Type = new("--type") { Description = "Sensor type of the series", DefaultValueFactory = _ => "temperature" };
    private static readonly Option<string?> Device = new("--device") { Description = "Device id of the series (default: from the file's name)" };
    private static readonly Option<string> Speed = new("--speed") { Description = "Speed of the replay: max, or a factor such as 3600", DefaultValueFactory = _ => "max" };
    private static readonly Option<bool> NoFleet = new("--no-fleet") { Description = "Only the servers, no simulated devices" };
    private static readonly Option<string[]> Kill = new("--kill")
    { Description = $"Kill a part with -9 again and again during --for: {string.Join(", ", KillPlan.Parts)}; e.g. host:10s. May be repeated", HelpName = "PART[:every TIME]" };
    private static readonly Option<int?> MqttPort = new("--mqtt-port") { Description = "MQTT port (default: 1883 when free, else another)" };
    private static readonly Option<int?> ApiPort = new("--api-port") { Description = "API port (default: 7071 when free, else another)" };
    private static readonly Option<bool> FreePorts = new("--free-ports") { Description = "Never the usual ports, for runs beside each other" };
    private static readonly Option<int> Partitions = new("--partitions") { Description = "Partitions of each topic, 1 to 64", DefaultValueFactory = _ => 4 };
    private static readonly Option<TimeSpan?> DrainTimeout = new("--drain-timeout") { Description = "How long a run may take to end after its last message (default: 2m)", CustomParser = Time, HelpName = "TIME" };
    private static readonly Option<bool> Keep = new("--keep") { Description = "Keep data and logs of a bounded run" };
    private static readonly Option<bool> Reset = new("--reset") { Description = "Delete the data of earlier starts first" };
    private static readonly Option<string?> Directory = new("--directory") { Description = "Folder for data, logs and run.json (default: under .local)", HelpName = "FOLDER" };
    private static readonly Option<string?> Published = new("--published")
    { Description = "Run what dotnet publish made, and not the build's output: FOLDER/Stream, Persist, React, Ops, Bridge", HelpName = "FOLDER" };
    private static readonly Option<bool> Plain = new("--plain") { Description = "Lines instead of the live table" };

    /// <summary>The command; <paramref name="run"/> gets the options and returns the exit code.</summary>
    public static RootCommand Build(Func<EditionOptions, Task<int>> run)
    {
        var command = new RootCommand(About)
        {
            For, Rate, Devices, Window, Csv, Type, Device, Speed, NoFleet, Kill, MqttPort, ApiPort, FreePorts, Partitions, DrainTimeout, Keep, Reset, Directory, Published, Plain,
        };
        command.SetAction((result, _) => run(Read(result)));
        return command;
    }

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="EditionException">They contradict each other, or a number is out of its range.</exception>
    public static EditionOptions Read(ParseResult result)
    {
        var options = new EditionOptions
        {
            For = result.GetValue(For),
            Rate = Within("--rate", result.GetValue(Rate), 1, 1_000_000),
            Devices = Within("--devices", result.GetValue(Devices), 1, 50_000),
            Window = Within("--window", result.GetValue(Window), 1, 1_000),
            Csv = result.GetValue(Csv),
            Type = result.GetValue(Type)!,
            Device = result.GetValue(Device),
            Speed = result.GetValue(Speed)!,
            NoFleet = result.GetValue(NoFleet),
            Kills = [.. (result.GetValue(Kill) ?? []).Select(KillPlan.Parse)],
            MqttPort = result.GetValue(MqttPort),
            ApiPort = result.GetValue(ApiPort),
            FreePorts = result.GetValue(FreePorts),
            Partitions = Within("--partitions", result.GetValue(Partitions), 1, 64),
            DrainTimeout = result.GetValue(DrainTimeout) ?? TimeSpan.FromMinutes(2),
            Keep = result.GetValue(Keep),
            Reset = result.GetValue(Reset),
            Directory = result.GetValue(Directory),
            Published = result.GetValue(Published),
            Plain = result.GetValue(Plain),
        };
        if (options.Csv is { } file && !File.Exists(file)) throw new EditionException($"--csv: there is no file {file}.");
        if (options is { Csv: not null, For: not null }) throw new EditionException("--csv and --for: a replay ends when its file does; leave --for out.");
        if (options is { NoFleet: true, IsBounded: true }) throw new EditionException("--no-fleet: a run that ends by itself needs a fleet or a file.");
        if (options is { Kills.Count: > 0, For: null }) throw new EditionException("--kill needs --for.");
        return options;
    }

    private static TimeSpan? Time(ArgumentResult result)
    {
        try
        {
            return Duration.Parse(result.Tokens[0].Value);
        }
        catch (EditionException e)
        {
            result.AddError(e.Message);
            return null;
        }
    }

    private static int Within(string name, int value, int least, int most) =>
        value >= least && value <= most ? value : throw new EditionException($"{name} {value}: from {least} to {most}.");
}
