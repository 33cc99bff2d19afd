using System.Globalization;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Validate;

/// <summary>Key and headers of a record of telemetry.raw, read in one pass.</summary>
internal readonly struct RawRecord
{
    private const string Rfc3339 = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public RawRecord(LogRecord record)
    {
        var time = default(ReadOnlyMemory<byte>);
        foreach (var header in record.Headers)
        {
            switch (header.Name)
            {
                case LogHeaders.Id: Id = header.Text; break;
                case LogHeaders.Type: Type = header.Text; break;
                case LogHeaders.DataType: DataType = header.Text; break;
                case LogHeaders.Topic: Topic = header.Text; break;
                case LogHeaders.ContentType: ContentType = header.Value.Span.SequenceEqual("application/json"u8) ? "application/json" : header.Text; break;
                case LogHeaders.Redriven: Redriven = true; break;
                case LogHeaders.RefusedEvents: RefusedEvents = header.Text; break;
                case LogHeaders.Time: time = header.Value; break;
                case LogHeaders.TraceParent: TraceParent = header.Value; break;
                case LogHeaders.Source: Source = header.Value; break;
            }
        }

        (Tenant, Device) = DeviceKey.Read(record.Key.Span);
        if (Redriven) FirstArrived = TimeOf(time.Span, record.Timestamp);
    }

    public string? Id { get; }

    public string? Type { get; }

    public string? Tenant { get; }

    public string? Device { get; }

    public string? DataType { get; }

    public string? Topic { get; }

    public string? ContentType { get; }

    /// <summary>It comes out of quarantine.</summary>
    public bool Redriven { get; }

    /// <summary>When what comes out of quarantine came to the bridge, Unix milliseconds; null when it does not, or does not say.</summary>
    public long? FirstArrived { get; }

    /// <summary>Which events of what comes out of quarantine were refused; null when it does not say.</summary>
    public string? RefusedEvents { get; }

    public ReadOnlyMemory<byte> TraceParent { get; }

    /// <summary>Who wrote it; empty when it does not say.</summary>
    public ReadOnlyMemory<byte> Source { get; }

    /// <summary>What <c>ce_time</c> says in the form that the bridge writes; null where it says something else, or a time after the record's own.</summary>
    private static long? TimeOf(ReadOnlySpan<byte> text, long latest)
    {
        Span<char> characters = stackalloc char[Rfc3339.Length];
        if (!System.Text.Encoding.UTF8.TryGetChars(text, characters, out var length)) return null;
        if (!DateTimeOffset.TryParseExact(characters[..length], Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return null;
        return time.ToUnixTimeMilliseconds() is var arrived && arrived >= PayloadLimits.EarliestTime && arrived <= latest ? arrived : null;
    }

    /// <summary>Whether it is a bridge's mark, of a bridge.</summary>
    public bool IsMark(ReadOnlySpan<byte> value) => Type == RecordTypes.Mark && AlertSources.IsBridge(Source.Span) && BridgeMark.TryRead(value, out _);
}
