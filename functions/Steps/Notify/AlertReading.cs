using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>Reads a record of the topic alerts and says what is wrong with it.</summary>
internal static class AlertReading
{
    private const int IdLength = 128;
    private const int DeviceLength = 128;
    private const int MostDetails = 32;
    private const long MostCooldown = 366L * 24 * 60 * 60 * 1000;

    /// <summary>The alert of a record; when it holds none, null and why.</summary>
    public static AlertRecord? Read(LogRecord record, out Refusal? refusal)
    {
        refusal = null;
        if (record.Header(LogHeaders.Type) is { } type && type != RecordTypes.Alert)
        {
            refusal = new Refusal("unknown-record-type", $"The record's ce_type is '{type}'; in this topic only {RecordTypes.Alert} is known.");
            return null;
        }

        AlertRecord? alert;
        try
        {
            alert = JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord);
        }
        catch (JsonException error)
        {
            refusal = new Refusal("no-alert", $"The record is no alert: {error.Message}");
            return null;
        }

        if (Fault(alert) is not { } fault) return alert;
        refusal = new Refusal("invalid-alert", fault);
        return null;
    }

    private static string? Fault(AlertRecord? alert)
    {
        if (alert is null) return "The record is null.";
        if (!Within(alert.AlertId, IdLength) || alert.AlertId.AsSpan().IndexOfAny("/\\?#") >= 0) return $"alertId must be text of 1 to {IdLength} characters without / \\ ? #.";
        if (!Within(alert.Tenant, RegistrationRules.TenantLength)) return $"tenant must be text of 1 to {RegistrationRules.TenantLength} characters.";
        if (!Within(alert.Device, DeviceLength)) return $"device must be text of 1 to {DeviceLength} characters.";
        if (!Within(alert.Rule, IdLength)) return $"rule must be text of 1 to {IdLength} characters.";
        if (alert.Severity is < 1 or > 5) return $"severity must be 1 to 5, not {alert.Severity}.";
        if (alert.Message is not { Length: <= AlertLimits.TextLength }) return $"message must be text of at most {AlertLimits.TextLength} characters.";
        if (alert.Level is null || alert.Measure is null || alert.EventId is null) return "level, measure and eventId must be texts.";
        // A number such as 1e999 reads as infinity, which no document can hold.
        if (!double.IsFinite(alert.Value) || !double.IsFinite(alert.Limit)) return "value and limit must be finite numbers.";
        if (alert.Suppressed < 0) return $"suppressed must not be negative, it is {alert.Suppressed}.";
        return LifeFault(alert) ?? ExtrasFault(alert) ?? OriginFault(alert);
    }

    private static string? LifeFault(AlertRecord alert)
    {
        if (alert.Last < 0) return $"last must not be negative, it is {alert.Last}.";
        if (alert.Reopened < 0) return $"reopened must not be negative, it is {alert.Reopened}.";
        return alert.Cooldown is < 0 or > MostCooldown ? $"cooldown must be 0 to {MostCooldown} ms, not {alert.Cooldown}." : null;
    }

    private static string? ExtrasFault(AlertRecord alert)
    {
        if (alert.Group is not null && !Within(alert.Group, AlertLimits.GroupLength)) return $"group must be text of 1 to {AlertLimits.GroupLength} characters.";
        if (alert.Action is not null && !CommandLimits.IsName(alert.Action)) return $"action must be a command of 1 to {CommandLimits.NameLength} letters, digits and _ - .";
        if (alert.Details is null) return null;
        if (alert.Details.Count > MostDetails) return $"details must be at most {MostDetails}, not {alert.Details.Count}.";
        return alert.Details.Any(detail => !Within(detail.Key, IdLength) || detail.Value is not { Length: <= AlertLimits.TextLength }) ? $"details must have names of 1 to {IdLength} and texts of at most {AlertLimits.TextLength} characters." : null;
    }

    private static string? OriginFault(AlertRecord alert) =>
        Origin.TryParse(alert.Origin, out _) ? null : $"origin must be epoch-partition-offset-index, not '{alert.Origin}'.";

    private static bool Within(string? text, int length) => text is { Length: > 0 } && text.Length <= length;
}
