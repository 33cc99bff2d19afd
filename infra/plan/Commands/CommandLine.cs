using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ServerlessIot.Plan.Input;

namespace ServerlessIot.Plan.Commands;

/// <summary>The options of <c>./plan</c>.</summary>
public static class CommandLine
{
    private const string About = """
        The planner: simulates a day of a load with the platform's scaling rule (instances = lag / threshold, rounded up, at most one a partition),
        batch timing, start-up and scale-in delays, and prints instances, lag and latency of each function, what Event Hubs, Cosmos, storage
        and bridge need, the bill of a month, and what breaks first. Sizes are those of bicep/sizes.json, costs of infra/plan/costs.json,
        prices of infra/plan/prices.json. Nothing is asked over the network, and the same input makes the same plan.

        Examples:
          ./plan --messages 10000 --curve office                     ten thousand messages/s on average, with an office's day
          ./plan --messages 10 --change '{"apps":{"stream":{"intervalSeconds":30}}}'
          ./plan --load load.json --json                             {"messagesPerSecond":500,"devices":9000,"curve":"commuter","size":"10k"}
          ./plan archive                                             what the archive takes and costs: ./plan archive --help
        """;

    private static readonly Option<string?> LoadPath = new("--load")
    { Description = "JSON file: messagesPerSecond, payloadBytes, devices, curve, alarmRate, quarantineRate, size, partitions, changes; options win over it", HelpName = "FILE" };
    internal static readonly Option<double?> Messages = new("--messages") { Description = "Messages a second, averaged over the day, 0 to 10,000,000 (default: 10)", CustomParser = Number, HelpName = "PER SECOND" };
    internal static readonly Option<double?> Payload = new("--payload") { Description = "Bytes of a payload, 1 to 900,000 (default: 150)", CustomParser = Number, HelpName = "BYTES" };
    internal static readonly Option<double?> Devices = new("--devices") { Description = "Devices that send (default: ten for each message a second)", CustomParser = Number, HelpName = "NUMBER" };
    internal static readonly Option<string?> Curve = new("--curve") { Description = "Load over the day: flat, office, commuter, or 24 numbers with commas between them, one an hour (default: flat)", HelpName = "CURVE" };
    private static readonly Option<double?> Alarms = new("--alarms") { Description = "Alerts for each message, 0 to 1 (default: 0.001)", CustomParser = Number, HelpName = "SHARE" };
    private static readonly Option<double?> Quarantine = new("--quarantine") { Description = "Share of messages that are refused, 0 to 1 (default: 0.001)", CustomParser = Number, HelpName = "SHARE" };
    internal static readonly Option<string?> Size = new("--size") { Description = "Entry of bicep/sizes.json: dev, 10k, 100k, 500k (default: the smallest that is made for the busiest hour)", HelpName = "NAME" };
    private static readonly Option<string?> Partitions = new("--partitions") { Description = "Partitions of telemetry.raw and telemetry.valid, 1 to 2,000, or 'needed' (default: those of the size)", HelpName = "NUMBER" };
    private static readonly Option<string?> Change = new("--change") { Description = "Changes to the size, as the parameter sizeChanges of the templates takes them", HelpName = "JSON" };
    internal static readonly Option<string?> Costs = new("--costs") { Description = "Measured costs (default: infra/plan/costs.json)", HelpName = "FILE" };
    internal static readonly Option<string?> Prices = new("--prices") { Description = "Prices (default: infra/plan/prices.json)", HelpName = "FILE" };
    private static readonly Option<int> Detail = new("--detail")
    { Description = "Seconds of each hour that are simulated, 120 to 3,600; all of it where something does not keep up", CustomParser = result => (int)(Number(result) ?? 0), DefaultValueFactory = _ => 300, HelpName = "SECONDS" };
    internal static readonly Option<bool> Json = new("--json") { Description = "One JSON object instead of text; times in seconds" };

    /// <summary>The command; <paramref name="run"/> gets the options and returns the exit code, <paramref name="archive"/> those of <c>./plan archive</c>.</summary>
    public static RootCommand Build(Func<PlanOptions, int> run, Func<ArchiveRequest, int> archive)
    {
        var command = new RootCommand(About) { LoadPath, Messages, Payload, Devices, Curve, Alarms, Quarantine, Size, Partitions, Change, Costs, Prices, Detail, Json, ArchiveCommand.Build(archive) };
        command.SetAction(result => run(Read(result)));
        return command;
    }

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="PlanException">A number is out of its range, or a file is not as it should be.</exception>
    public static PlanOptions Read(ParseResult result)
    {
        var file = result.GetValue(LoadPath) is { } path ? LoadFile.Read(path) : new LoadFile();
        return new PlanOptions
        {
            Load = LoadOf(result, file),
            Size = result.GetValue(Size) ?? file.Size,
            Partitions = Count(result.GetValue(Partitions) ?? file.PartitionText()),
            Changes = result.GetValue(Change) is { } change ? JsonFile.Object(change, "--change") : file.Changes,
            Costs = result.GetValue(Costs),
            Prices = result.GetValue(Prices),
            Detail = (int)Within("--detail", result.GetValue(Detail), 120, 3_600),
            Json = result.GetValue(Json),
        };
    }

    /// <summary>The load of the options and, where they leave something out, of a file.</summary>
    internal static Load LoadOf(ParseResult result, LoadFile file)
    {
        var usual = new Load();
        var devices = result.GetValue(Devices) ?? file.Devices;
        return new Load
        {
            MessagesPerSecond = Within("--messages", result.GetValue(Messages) ?? file.MessagesPerSecond ?? usual.MessagesPerSecond, 0, 10_000_000),
            PayloadBytes = Within("--payload", result.GetValue(Payload) ?? file.PayloadBytes ?? usual.PayloadBytes, 1, 900_000),
            Devices = devices is { } count ? Within("--devices", count, 1, 1e9) : null,
            Curve = result.GetValue(Curve) is { } curve ? DailyCurve.Parse(curve) : file.DailyCurve() ?? usual.Curve,
            AlarmRate = Within("--alarms", result.GetValue(Alarms) ?? file.AlarmRate ?? usual.AlarmRate, 0, 1),
            QuarantineRate = Within("--quarantine", result.GetValue(Quarantine) ?? file.QuarantineRate ?? usual.QuarantineRate, 0, 1),
        };
    }

    private static int? Count(string? text)
    {
        if (text is null) return null;
        if (text.Equals("needed", StringComparison.OrdinalIgnoreCase)) return 0;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 2_000
            ? count : throw new PlanException($"--partitions {text}: from 1 to 2,000, or needed.");
    }

    private static double? Number(ArgumentResult result)
    {
        if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        result.AddError($"{result.Tokens[0].Value} is no number.");
        return null;
    }

    private static double Within(string name, double value, double least, double most) => value >= least && value <= most
        ? value : throw new PlanException(string.Create(CultureInfo.InvariantCulture, $"{name} {value}: from {least:N0} to {most:N0}."));
}
