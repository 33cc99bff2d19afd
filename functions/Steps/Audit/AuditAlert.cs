using System.Globalization;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Audit;

/// <summary>An incident as an alert. The id follows from what is off and from what was told before, so an alert that is raised again is the same.</summary>
internal static class AuditAlert
{
    /// <summary>Rule of these alerts.</summary>
    public const string Rule = "audit";

    /// <summary>Tenant of these alerts: the system itself. Their device is the partition.</summary>
    public const string Tenant = "serverlessiot";

    /// <summary>The alert.</summary>
    public static AlertRecord Of(PartitionBooks books, Incident incident, long now)
    {
        var (difference, ledger) = (incident.Difference, books.Steps.GetValueOrDefault(incident.Difference.Step));
        var device = string.Create(CultureInfo.InvariantCulture, $"partition-{books.Partition:D3}");
        var what = string.Create(CultureInfo.InvariantCulture, $"{difference.Step}/{difference.Kind}/{difference.Place}/{incident.Told}");
        return new AlertRecord
        {
            AlertId = AlertIds.For(Tenant, device, Rule, what),
            Tenant = Tenant,
            Device = device,
            Rule = Rule,
            Severity = AlertLevels.SeverityOf(AlertLevels.Critical),
            Level = AlertLevels.Critical,
            Message = AuditText.Of(books.Partition, difference, ledger),
            Measure = $"{difference.Step}.{difference.Kind}",
            Value = difference.Amount,
            Limit = 0,
            Time = now,
            EventId = what,
            Origin = new Origin(ledger?.Marks.Epoch ?? 0, books.Partition, Math.Max(0, ledger?.Marks.Offset ?? 0), 0).ToString(),
        };
    }
}
