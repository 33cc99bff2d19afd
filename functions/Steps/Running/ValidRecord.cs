using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>A record of telemetry.valid as its readers see it.</summary>
public static class ValidRecord
{
    private static ReadOnlySpan<byte> EventType => "serverlessiot.event"u8;

    private static ReadOnlySpan<byte> MarkType => "serverlessiot.mark"u8;

    private static ReadOnlySpan<byte> TickType => "serverlessiot.tick"u8;

    /// <summary>The event; null when the record is none.</summary>
    public static DeviceEvent? Event(LogRecord record) =>
        Is(record, EventType) && EventJson.TryRead(record.Value, out var e) ? e : null;

    /// <summary>Whether the record is an event, without reading it.</summary>
    public static bool IsEvent(LogRecord record) => Is(record, EventType);

    /// <summary>Whether the record is a tick.</summary>
    public static bool IsTick(LogRecord record, out Tick tick)
    {
        tick = default;
        return Is(record, TickType) && Tick.TryRead(record.Value.Span, out tick);
    }

    /// <summary>Whether the record is a bridge's mark.</summary>
    public static bool IsMark(LogRecord record, out BridgeMark mark)
    {
        mark = default;
        return Is(record, MarkType) && BridgeMark.TryRead(record.Value.Span, out mark);
    }

    /// <summary>Who wrote the record of telemetry.raw that it comes from: the bytes of its <c>ce_source</c>; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Source(LogRecord record)
    {
        foreach (var header in record.Headers)
        {
            if (header.Name == LogHeaders.Source) return header.Value.Span;
        }

        return default;
    }

    /// <summary>Its origin, which in telemetry.valid is its id; the default when there is none.</summary>
    public static Origin Origin(LogRecord record) =>
        record.Header(LogHeaders.Id) is { } text && Domain.Events.Origin.TryParse(text, out var origin) ? origin : default;

    private static bool Is(LogRecord record, ReadOnlySpan<byte> type)
    {
        foreach (var header in record.Headers)
        {
            if (header.Name == LogHeaders.Type) return header.Value.Span.SequenceEqual(type);
        }

        return false;
    }
}
