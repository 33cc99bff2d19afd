using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>Records of telemetry.quarantine: the original key, value and headers, and why.</summary>
public static class Quarantine
{
    private static readonly HashSet<string> Own =
        [LogHeaders.Id, LogHeaders.Type, LogHeaders.Source, LogHeaders.SpecVersion, LogHeaders.Origin, LogHeaders.ReasonCode, LogHeaders.Reason, LogHeaders.RefusedBy, LogHeaders.RefusedId, LogHeaders.RefusedType];

    /// <summary>The record to write. Its id derives from the refused record's place, so that readers see copies as such.</summary>
    /// <param name="topics">Topic names.</param>
    /// <param name="record">The refused record.</param>
    /// <param name="step">The step that refuses it.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="origin">Its origin; null = taken from its headers, or else its own place.</param>
    public static OutRecord Record(TopicNames topics, LogRecord record, string step, Refusal refusal, string? origin = null)
    {
        var place = $"{record.Topic}-{record.Partition}-{record.Offset}";
        var from = origin ?? record.Header(LogHeaders.Origin) ?? place;
        List<LogHeader> headers =
        [
            .. OutHeaders.Derived(RecordTypes.Quarantined, "/serverlessiot/" + step, $"quarantine-{step}-{origin ?? place}", from)
                .Where(header => header.Name != LogHeaders.ContentType),
            new(LogHeaders.RefusedBy, step),
            new(LogHeaders.ReasonCode, refusal.Code),
            new(LogHeaders.Reason, refusal.Reason),
            .. record.Headers.Where(header => !Own.Contains(header.Name)),
        ];
        // Where it is put back under them, it is recognised as what it is.
        if (record.Header(LogHeaders.Id) is { } id) headers.Add(new(LogHeaders.RefusedId, id));
        if (record.Header(LogHeaders.Type) is { } type) headers.Add(new(LogHeaders.RefusedType, type));
        return new OutRecord(topics.Quarantine, null, record.Key, record.Value, headers);
    }
}
