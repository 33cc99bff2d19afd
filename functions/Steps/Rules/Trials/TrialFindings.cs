using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Rules;

namespace ServerlessIot.Steps.Rules.Trials;

/// <summary>Alerts of a trial, each as it was told last.</summary>
internal sealed class TrialFindings
{
    /// <summary>Alerts that are kept in memory at once; rules with more are no good anyway.</summary>
    public const int MostAlerts = 100_000;

    private const int MostExamples = 10;
    private readonly Dictionary<string, AlertRecord> alerts = [];

    /// <summary>Whether there is no room for more.</summary>
    public bool Full => alerts.Count >= MostAlerts;

    /// <summary>Takes an alert, or a later revision of it.</summary>
    public void Add(AlertRecord alert)
    {
        if (!Full || alerts.ContainsKey(alert.AlertId)) alerts[alert.AlertId] = alert;
    }

    /// <summary>The report.</summary>
    public TrialReport Report(RuleSet set, long rows, bool complete)
    {
        var byRule = alerts.Values.ToLookup(alert => alert.Rule);
        return new TrialReport(set.Version, rows, Devices(alerts.Values), alerts.Count, complete, [.. set.Rules.Select(rule => Of(rule.Head.Id, [.. byRule[rule.Head.Id]]))]);
    }

    private static RuleTrial Of(string rule, List<AlertRecord> found)
    {
        var examples = found.OrderBy(alert => alert.Time).ThenBy(alert => alert.AlertId, StringComparer.Ordinal).Take(MostExamples)
            .Select(alert => new TrialAlert(alert.Device, alert.Time, alert.Last, alert.Cleared, alert.Severity, alert.Message));
        return new RuleTrial(rule, found.Count, Devices(found), found.Sum(alert => alert.Suppressed), [.. examples]);
    }

    private static int Devices(IEnumerable<AlertRecord> alerts) => alerts.Select(alert => alert.Device).Distinct().Count();
}
