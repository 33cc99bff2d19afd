using System.CommandLine;

namespace ServerlessIot.Plan.Commands;

/// <summary>The options of <c>./plan archive</c>.</summary>
internal static class ArchiveCommand
{
    private const string About = """
        What the archive takes and costs: bytes of an event and of a value in each tier, writes for a million events, and the storage bill of the
        month after 1 month, 1 year and 10 years of running, side by side with leaving everything in the hot tier as gzip JSON lines. Ages are those of
        bicep/settings.json, measured bytes those of infra/plan/costs.json (archive), prices those of infra/plan/prices.json.

        Examples:
          ./plan archive                                             the three known systems: factory, city, vehicles
          ./plan archive --source 3
          ./plan archive --messages 2000 --devices 20000 --row vehicle --curve commuter
        """;

    private static readonly Option<string?> Source = new("--source") { Description = "A known system: 1 smart factory, 2 smart city, 3 connected vehicles (default, without a load: all)", HelpName = "NUMBER" };
    private static readonly Option<string?> Row = new("--row") { Description = "What a message holds: vehicle (13 values), event (one value, an id of its own), reading (one value, an id by content) (default: event)", HelpName = "KIND" };

    internal static Command Build(Func<ArchiveRequest, int> run)
    {
        var command = new Command("archive", About)
        {
            Source, CommandLine.Messages, CommandLine.Payload, CommandLine.Devices, CommandLine.Curve, Row, CommandLine.Size, CommandLine.Costs, CommandLine.Prices, CommandLine.Json,
        };
        command.SetAction(result => run(Read(result)));
        return command;
    }

    private static ArchiveRequest Read(ParseResult result)
    {
        var source = result.GetValue(Source);
        var own = new Option[] { CommandLine.Messages, CommandLine.Payload, CommandLine.Devices, CommandLine.Curve, Row }.Where(option => result.GetResult(option) is not null).ToList();
        if (source is not null && own.Count > 0) throw new PlanException($"--source has a load of its own: leave {own[0].Name} out, or --source.");
        return new ArchiveRequest
        {
            Source = source,
            Load = own.Count > 0 ? CommandLine.LoadOf(result, new LoadFile()) : null,
            Row = result.GetValue(Row) ?? "event",
            Size = result.GetValue(CommandLine.Size),
            Costs = result.GetValue(CommandLine.Costs),
            Prices = result.GetValue(CommandLine.Prices),
            Json = result.GetValue(CommandLine.Json),
        };
    }
}
