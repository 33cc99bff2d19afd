using System.Globalization;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ingest;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Replay.Redrive;

/// <summary>Records of telemetry.raw out of those of telemetry.quarantine: a function of the record, so that copies have the same id and count once.</summary>
internal sealed class RedrivenRecords(TopicNames topics)
{
    private static readonly HashSet<string> OfQuarantine =
    [
        LogHeaders.Id, LogHeaders.Type, LogHeaders.Source, LogHeaders.SpecVersion, LogHeaders.Origin, LogHeaders.ReasonCode, LogHeaders.Reason, LogHeaders.RefusedBy,
        LogHeaders.RefusedId, LogHeaders.RefusedType, LogHeaders.Blob, LogHeaders.Redriven, LogHeaders.Number,
    ];

    private static readonly LogHeader Source = new(LogHeaders.Source, "/serverlessiot/replay");
    private static readonly LogHeader SpecVersion = new(LogHeaders.SpecVersion, "1.0");

    /// <summary>Whether a request means a record.</summary>
    public static bool IsMeant(LogRecord record, ReplayRequest request)
    {
        if (record.Timestamp < request.From || record.Timestamp >= (request.To ?? long.MaxValue)) return false;
        var (tenant, device) = DeviceKey.Read(record.Key.Span);
        return tenant == request.Tenant && (request.Device is null || device == request.Device) && (request.Reason is null || record.Header(LogHeaders.ReasonCode) == request.Reason);
    }

    /// <summary>Whether its bytes lie in a blob, since they are too large for the log.</summary>
    public static bool IsTooLarge(LogRecord record) => record.Header(LogHeaders.Blob) is not null;

    /// <summary>Whether it is a payload, which only some steps read.</summary>
    public static bool IsPayload(LogRecord record) => record.Header(LogHeaders.RefusedBy) is ValidateStep.StepName or IngestStep.StepName;

    /// <summary>The record to write. Its time stamp is that of its writing, since a log deletes what is old.</summary>
    public OutRecord Of(LogRecord record)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{record.Header(LogHeaders.RefusedBy)} {record.Partition}-{record.Offset}");
        // Records of an older version do not say which id they had; that of the refusal is one, too.
        var id = record.Header(LogHeaders.RefusedId) ?? record.Header(LogHeaders.Id) ?? $"redriven-{place}";
        List<LogHeader> headers =
        [
            new(LogHeaders.Id, id), new(LogHeaders.Type, record.Header(LogHeaders.RefusedType) ?? RecordTypes.Telemetry), Source, SpecVersion,
            .. record.Headers.Where(header => !OfQuarantine.Contains(header.Name)),
            new(LogHeaders.Redriven, place),
        ];
        return new OutRecord(topics.Raw, null, record.Key, record.Value, headers);
    }
}
