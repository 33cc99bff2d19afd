using System.Globalization;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>Makes the quarantined record of a record that is no alert: the original bytes, with the reason in headers.</summary>
internal static class RefusedAlert
{
    private static readonly HashSet<string> Own =
        [LogHeaders.Id, LogHeaders.Type, LogHeaders.Source, LogHeaders.SpecVersion, LogHeaders.ReasonCode, LogHeaders.Reason, LogHeaders.RefusedBy];

    public static OutRecord From(LogRecord record, string quarantine, string code, string reason)
    {
        // The same record refused twice has the same id, so readers count it once.
        var id = string.Create(CultureInfo.InvariantCulture, $"quarantine-{record.Topic}-{record.Partition}-{record.Offset}");
        List<LogHeader> headers =
        [
            new(LogHeaders.Id, id), new(LogHeaders.Type, RecordTypes.Quarantined), new(LogHeaders.Source, "/serverlessiot/notify"), new(LogHeaders.SpecVersion, "1.0"),
            new(LogHeaders.RefusedBy, NotifyStep.StepName), new(LogHeaders.ReasonCode, code), new(LogHeaders.Reason, reason),
            .. record.Headers.Where(header => !Own.Contains(header.Name)),
        ];
        return new OutRecord(quarantine, null, record.Key, record.Value, headers);
    }
}
