using System.Globalization;
using ServerlessIot.Edition.Running;

namespace ServerlessIot.Edition.Fleet;

/// <summary>Arguments of the simulator.</summary>
internal static class FleetArguments
{
    /// <summary>Share of messages that are sent twice, and share of those that are broken: real fleets have both, and the books show them.</summary>
    private const string Misbehaving = "0.002";

    /// <summary>A fleet until it is stopped.</summary>
    public static IReadOnlyList<string> Endless(EditionContext context) => Fleet(context);

    /// <summary>A fleet for a while, that waits for all acknowledgements at the end and writes a ledger.</summary>
    public static IReadOnlyList<string> Bounded(EditionContext context) =>
        [.. Fleet(context), "--for", $"{Text(context.Options.For!.Value.TotalSeconds)}s", "--ledger", LedgerFile.PathIn(context.Folder),
            "--drain", $"{Text(context.Options.DrainTimeout.TotalSeconds)}s"];

    /// <summary>A replay of the series, as fast as the person asked.</summary>
    public static IReadOnlyList<string> Replay(EditionContext context, string device) =>
    [
        "--port", Text(context.Ports.Mqtt), "--csv", Path.GetFullPath(context.Options.Csv!), "--type", context.Options.Type,
        "--device", device, "--speed", context.Options.Speed, "--ledger", LedgerFile.PathIn(context.Folder),
    ];

    private static string[] Fleet(EditionContext context) =>
        ["--port", Text(context.Ports.Mqtt), "--rate", Text(context.Options.Rate), "--devices", Text(context.Options.Devices), "--window", Text(context.Options.Window),
        "--duplicates", Misbehaving, "--invalid", Misbehaving];

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
