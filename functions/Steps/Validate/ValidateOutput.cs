using System.Buffers;
using System.Globalization;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Validate;

/// <summary>The records that follow from a verdict.</summary>
internal sealed class ValidateOutput(TopicNames topics)
{
    /// <summary>A longer source of a record of telemetry.raw is not kept.</summary>
    private const int MostSourceBytes = 1_024;

    /// <summary>Bytes of a trace parent (W3C Trace Context, section 3.2, version 00); a longer one is none.</summary>
    private const int TraceParentBytes = 55;

    private static readonly LogHeader SpecVersion = new(LogHeaders.SpecVersion, "1.0");
    private static readonly LogHeader Source = new(LogHeaders.Source, "/serverlessiot/validate");
    private static readonly LogHeader EventType = new(LogHeaders.Type, RecordTypes.Event);
    private static readonly LogHeader MarkType = new(LogHeaders.Type, RecordTypes.Mark);
    private static readonly LogHeader TickType = new(LogHeaders.Type, RecordTypes.Tick);
    private static readonly string[] TickHeaders = [LogHeaders.Rules, LogHeaders.Groups];
    private static readonly LogHeader VoidType = new(LogHeaders.Type, RecordTypes.Void);

    public OutRecord Event(LogRecord record, DeviceEvent e, long number, in RawRecord raw)
    {
        var json = new ArrayBufferWriter<byte>(512);
        EventJson.Write(json, e);
        return new OutRecord(topics.Valid, record.Partition, record.Key, json.WrittenMemory, Headers(EventType, e.Origin, number, raw.Source, raw.TraceParent));
    }

    /// <summary>A tick, or a bridge's mark.</summary>
    public OutRecord Forwarded(LogRecord record, in RawRecord raw, Origin origin, long number)
    {
        var isMark = raw.Type == RecordTypes.Mark;
        var headers = Headers(isMark ? MarkType : TickType, origin, number, isMark ? raw.Source : default, default);
        foreach (var name in isMark ? [] : TickHeaders)
        {
            if (record.Header(name) is { } named) headers = [.. headers, new LogHeader(name, named)];
        }

        return new OutRecord(topics.Valid, record.Partition, record.Key, record.Value, headers);
    }

    public OutRecord Void(LogRecord record, Origin origin, long number) =>
        new(topics.Valid, record.Partition, record.Key, default, Headers(VoidType, origin, number, default, default));

    /// <summary>The original bytes with the first reason; one record however many events of the payload were refused. Without the bytes when they may not be here.</summary>
    /// <param name="record">The record.</param>
    /// <param name="raw">What its headers say.</param>
    /// <param name="origin">Its origin.</param>
    /// <param name="refusals">Why, for each event that was refused.</param>
    /// <param name="which">Which events were, as <see cref="RefusedEvents"/> has it; null when all were.</param>
    public OutRecord Quarantined(LogRecord record, in RawRecord raw, Origin origin, IReadOnlyList<Refusal> refusals, string? which)
    {
        var first = refusals[0];
        var all = refusals.Count == 1 ? first : first with { Reason = string.Create(CultureInfo.InvariantCulture, $"{first.Reason} ({refusals.Count} events of this payload were refused.)") };
        var quarantined = Quarantine.Record(topics, record, ValidateStep.StepName, all, origin.ToString());
        // Refused as a whole out of quarantine: what was accepted before remains so.
        if (which is not null || !raw.Redriven) quarantined = quarantined with { Headers = [.. quarantined.Headers.Where(header => header.Name != LogHeaders.RefusedEvents)] };
        if (which is not null) quarantined = quarantined with { Headers = [.. quarantined.Headers, new LogHeader(LogHeaders.RefusedEvents, which)] };
        if (first.Code == RefusalCodes.OtherRegion) return quarantined with { Value = default };
        return LargePayload.Is(record)
            ? quarantined with { Value = default, Headers = [.. quarantined.Headers, new LogHeader(LogHeaders.Blob, LargePayload.Name(origin))] }
            : quarantined;
    }

    // As few as CloudEvents and the readers need, since four readers unpack them for every event: the id is the origin, and the value is JSON.
    private static LogHeader[] Headers(LogHeader type, Origin origin, long number, ReadOnlyMemory<byte> writer, ReadOnlyMemory<byte> traceParent)
    {
        // One payload may hold thousands of events, each of which would carry it.
        var source = writer.Length is > 0 and <= MostSourceBytes ? new LogHeader(LogHeaders.Source, writer) : Source;
        var numbered = new LogHeader(LogHeaders.Number, number.ToString(CultureInfo.InvariantCulture));
        var id = new LogHeader(LogHeaders.Id, origin.ToString());
        return traceParent.Length is 0 or > TraceParentBytes
            ? [id, type, source, SpecVersion, numbered]
            : [id, type, source, SpecVersion, numbered, new LogHeader(LogHeaders.TraceParent, traceParent)];
    }
}
