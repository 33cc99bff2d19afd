using System.Globalization;
using ServerlessIot.Steps.Rules.Trials;

namespace ServerlessIot.Ops.CommandLine;

/// <summary>A trial's report for people.</summary>
internal static class TrialText
{
    public static void Write(TextWriter to, TrialReport report)
    {
        to.WriteLine(Text($"{report.Rows:N0} events, {report.Alerts:N0} alerts on {report.Devices:N0} devices{(report.Complete ? "" : " — not all: a bound ended it (--rows, or 100,000 alerts)")}"));
        to.WriteLine();
        to.WriteLine(Text($"{"rule",-32} {"alerts",8} {"devices",8} {"counted",10}  first"));
        foreach (var rule in report.Rules)
        {
            var first = rule.Examples.Count == 0 ? "" : Text($"{DateTimeOffset.FromUnixTimeMilliseconds(rule.Examples[0].Time):yyyy-MM-dd HH:mm:ss}Z {rule.Examples[0].Message}");
            to.WriteLine(Text($"{rule.Rule,-32} {rule.Alerts,8:N0} {rule.Devices,8:N0} {rule.Suppressed,10:N0}  {first}").TrimEnd());
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
