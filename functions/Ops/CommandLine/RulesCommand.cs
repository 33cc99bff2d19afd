using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Files;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rules.Trials;

namespace ServerlessIot.Ops.CommandLine;

/// <summary>The program's command <c>rules</c>: checks rule files, and tries them on stored events before anybody publishes them. Settings are those of the app.</summary>
internal static class RulesCommand
{
    private const int Good = 0;
    private const int Refused = 1;
    private const int Failed = 2;

    /// <summary>Makes the command.</summary>
    /// <param name="services">Makes the app's services; asked for only where events are read.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where faults and progress go.</param>
    public static Command Make(Func<ServiceProvider> services, TextWriter output, TextWriter error)
    {
        var file = new Argument<FileInfo>("file") { Description = "Rule file: JSON of the schema that 'rules schema' prints." };
        var check = new Command("check", "Says whether a rule file is good, or in which line it is not and why.") { file };
        check.SetAction(result => Read(result.GetValue(file)!, error) is { } set ? Say(output, $"{set.Rules.Count} rules, version {set.Version}, {set.Rules.Sum(rule => (long)rule.StateBytes)} bytes of state for a device that breaks all of them") : Refused);
        var schema = new Command("schema", "Prints the JSON Schema of rule files.");
        schema.SetAction(_ => Say(output, System.Text.Encoding.UTF8.GetString(RuleFile.Schema().Span)));
        var shipped = new Command("default", "Prints the rules that ship, to begin with.");
        shipped.SetAction(_ => Say(output, System.Text.Encoding.UTF8.GetString(RuleFile.DefaultFile().Span)));
        return new Command("rules", "Checks rule files, and tries them on stored events.") { check, schema, shipped, DryRun(file, services, output, error) };
    }

    private static Command DryRun(Argument<FileInfo> file, Func<ServiceProvider> services, TextWriter output, TextWriter error)
    {
        var tenant = new Option<string>("--tenant") { Description = "Whose events.", Required = true };
        var device = new Option<string?>("--device") { Description = "Events of this device; without it of all." };
        var from = new Option<DateTimeOffset>("--from") { Description = "First time, such as 2026-11-01 or 2026-11-01T08:00Z; UTC where it names no zone.", Required = true, CustomParser = Time };
        var to = new Option<DateTimeOffset?>("--to") { Description = "First time after; without it now.", CustomParser = result => Time(result) };
        var rows = new Option<long>("--rows") { Description = "Events after which it ends.", DefaultValueFactory = _ => long.MaxValue };
        var command = new Command("dry-run", "Says what a rule file would have alerted over a past range of the archive. Nobody is told.") { file, tenant, device, from, to, rows };
        command.SetAction(async (result, stop) =>
        {
            if (Read(result.GetValue(file)!, error) is not { } set) return Refused;
            await using var provider = services();
            var until = result.GetValue(to) ?? provider.GetRequiredService<TimeProvider>().GetUtcNow();
            var request = new TrialRequest(result.GetValue(tenant)!, result.GetValue(device), result.GetValue(from).ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds(), result.GetValue(rows));
            try
            {
                TrialText.Write(output, await provider.GetRequiredService<RuleTrials>().RunAsync(set, request, new ProgressLine(error), stop));
                return Good;
            }
            catch (Exception fault) when (fault is StoreUnavailableException or LogUnavailableException or BlobArchivedException)
            {
                await error.WriteLineAsync(fault is BlobArchivedException ? "Events of this range are in the tier Archive. Ask for them (GET /api/devices/{tenant}/{device}/history), and try again when they are back." : $"{fault.Message} Look at the app's settings and at the network.");
                return Failed;
            }
        });
        return command;
    }

    private static RuleSet? Read(FileInfo file, TextWriter error)
    {
        try
        {
            if (file.Length > RuleSet.MostBytes) throw new RuleFileException(1, $"The file has {file.Length} bytes; {RuleSet.MostBytes} are allowed.");
            return RuleFile.Read(File.ReadAllBytes(file.FullName));
        }
        catch (Exception fault) when (fault is RuleFileException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(fault is RuleFileException refused ? $"{file.Name}, line {refused.Line}: {refused.Reason}" : $"{file.Name} cannot be read: {fault.Message}");
            return null;
        }
    }

    private static DateTimeOffset Time(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return time;
        result.AddError($"'{text}' is no time, such as 2026-11-01 or 2026-11-01T08:00Z.");
        return default;
    }

    private static int Say(TextWriter output, string text)
    {
        output.WriteLine(text);
        return Good;
    }
}
